import { effect } from '@preact/signals'
import { preference } from './preference.ts'

const themes = ['auto', 'light', 'dark'] as const

export type Theme = (typeof themes)[number]

const kept = preference<Theme>('theme', 'auto', (text): text is Theme => (themes as readonly string[]).includes(text))

/** Light or dark; `auto` is as the system has it. */
export const theme = kept.value

export const chooseTheme = kept.choose

/** Lets the style sheet know. */
export const applyTheme = (): void => {
  effect(() => {
    document.documentElement.dataset.theme = theme.value
  })
}
