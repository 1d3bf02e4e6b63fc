/** Does something behind the next picture, so that what was touched shows that at once. */
export const afterPicture = (act: () => void): void => {
  // What nobody sees has no pictures.
  if (document.hidden) act()
  else requestAnimationFrame(() => setTimeout(act))
}
