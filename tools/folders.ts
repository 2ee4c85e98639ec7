// Owns: comparing the table of folders in docs/architecture.md with the folders there are. Reads no files.

/** Below these, folders have a row as well; elsewhere two levels have. */
const DEEPER = ['core/src', 'server/src', 'web/src']

/** The folders that have a row, in its order: those of the first two levels, and below {@link DEEPER}. @param paths of all files */
function foldersOf(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>()
  for (const path of paths) {
    const parts = path.split('/').slice(0, -1)
    // .github and the like belong to other programs
    if (parts[0]?.startsWith('.')) continue
    for (let depth = 1; depth <= Math.min(parts.length, 3); depth++) {
      const folder = parts.slice(0, depth).join('/')
      if (depth < 3 || DEEPER.some((one) => folder.startsWith(`${one}/`))) folders.add(folder)
    }
  }
  return folders
}

/** What the table leaves out, names and is not there, or says nothing of. */
export function folderProblems(markdown: string, paths: Iterable<string>): string[] {
  const folders = foldersOf(paths)
  const rows = new Map(
    [...markdown.matchAll(/^\| `([\w./-]+)` \| (.*) \|$/gm)].map(([, folder = '', what = '']) => [folder, what.trim()]),
  )
  return [
    ...[...folders].filter((folder) => !rows.has(folder)).map((folder) => `${folder} has no row`),
    ...[...rows.keys()].filter((folder) => !folders.has(folder)).map((folder) => `there is no ${folder}`),
    ...[...rows].filter(([, what]) => what === '').map(([folder]) => `nothing is said of ${folder}`),
  ]
}
