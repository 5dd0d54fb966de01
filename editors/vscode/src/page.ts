/** The pages that the server draws, made to fit the colours of the editor. */

/** A page for light and dark systems, in the colours of the editor instead of the system's. */
export function themed(html: string, dark: boolean): string {
  return html
    .replaceAll('(prefers-color-scheme: dark)', dark ? 'all' : 'not all')
    .replaceAll('color-scheme: light dark', `color-scheme: ${dark ? 'dark' : 'light'}`);
}
