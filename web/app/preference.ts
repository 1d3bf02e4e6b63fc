import { type Signal, signal } from '@preact/signals'

const read = (name: string): string | null => {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

/**
 * A choice of how things are shown, which this browser remembers where it may: one of those that `isKnown` takes, otherwise
 * what `usual` gives. Nothing secret is kept like this.
 */
export const preference = <T extends string>(
  name: string,
  usual: T,
  isKnown: (text: string) => text is T,
): { value: Signal<T>; choose: (value: T) => void } => {
  const kept = read(name)
  const value = signal<T>(kept !== null && isKnown(kept) ? kept : usual)
  return {
    value,
    choose: (chosen) => {
      value.value = chosen
      try {
        if (chosen === usual) localStorage.removeItem(name)
        else localStorage.setItem(name, chosen)
      } catch {}
    },
  }
}
