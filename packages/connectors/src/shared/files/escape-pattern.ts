/** A path that matches only itself where patterns are understood. */
export function escapePattern(path: string): string {
  return path.replace(/[*?[]/g, '[$&]')
}
