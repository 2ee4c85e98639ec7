// Owns: the files beside the document of an interview, its attachments and ID photos: read for an import, written by an
// export. Never reads or writes outside the document's directory, and never replaces a file that holds something else.
import { lstat, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import type { InterviewDocument } from '@zhishi/core/interview'
import { sniffAttachment, type AttachmentFile } from '../attachments/service.ts'

/** Files by the path that the document gives them. */
export type DocumentFiles = ReadonlyMap<string, AttachmentFile>
type Path = (string | number)[]

export type ReadFiles =
  | { ok: true; files: DocumentFiles }
  /** `path`: where in the document the file is named */
  | { ok: false; problems: { path: Path; message: string }[] }

/** 20 MiB: a scanned document of a hundred pages; every candidate of a sitting fetches it in the same half hour. */
const MAX_BYTES = 20 * 1024 * 1024
/** 2 MiB: a portrait of 2,000 pixels at good quality; an interview may have thousands of them. */
const MAX_PHOTO_BYTES = 2 * 1024 * 1024

/** Reads every file that the document names; a path named twice is read once. All problems are found in one go. */
export async function readDocumentFiles(directory: string, document: InterviewDocument): Promise<ReadFiles> {
  const files = new Map<string, AttachmentFile>()
  const problems: { path: Path; message: string }[] = []
  for (const { path, file, isPhoto } of filesNamedBy(document)) {
    const read = files.get(file) ?? (await readOne(directory, file))
    const message = typeof read === 'string' ? read : isPhoto ? faultOfPhoto(read) : null
    if (message !== null) problems.push({ path, message: `${file} ${message}` })
    else if (typeof read !== 'string') files.set(file, read)
  }
  return problems.length === 0 ? { ok: true, files } : { ok: false, problems }
}

/** Every file that a document names, with its place. */
export function filesNamedBy(document: InterviewDocument): { path: Path; file: string; isPhoto: boolean }[] {
  return document.sittings.flatMap(({ attachments, roster }, sitting) => [
    ...attachments.map(({ file }, at) => ({
      path: ['sittings', sitting, 'attachments', at, 'file'],
      file,
      isPhoto: false,
    })),
    ...roster.flatMap(({ idPhoto }, at) =>
      idPhoto === undefined
        ? []
        : [{ path: ['sittings', sitting, 'roster', at, 'idPhoto'], file: idPhoto, isPhoto: true }],
    ),
  ])
}

/** Null: it may be an ID photo. */
export function faultOfPhoto({ mime, bytes }: AttachmentFile): string | null {
  if (mime !== 'image/jpeg') return 'is no JPEG picture, which an ID photo must be'
  return bytes.length > MAX_PHOTO_BYTES ? `has ${bytes.length} bytes; an ID photo has at most ${MAX_PHOTO_BYTES}` : null
}

async function readOne(directory: string, file: string): Promise<AttachmentFile | string> {
  try {
    const path = await realpath(resolve(directory, file))
    if (!isInside(await realpath(directory), path)) return 'lies outside the directory of this document'
    const { size, ...kind } = await stat(path).then((found) => ({ size: found.size, isFile: found.isFile() }))
    if (!kind.isFile) return 'is not a file'
    if (size > MAX_BYTES) return `has ${size} bytes; at most ${MAX_BYTES} are allowed`
    const bytes = await readFile(path)
    const sniffed = await sniffAttachment(file, bytes)
    return sniffed.ok ? { mime: sniffed.mime, bytes } : sniffed.message
  } catch (error) {
    const code = codeOf(error)
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : `cannot be read (${code})`
  }
}

/**
 * Writes files beside a document. Looks at everything first: where one file cannot be written, none is.
 * @param document the document's own path, which none of them may take
 * @returns what stands in the way; empty: all are written
 */
export async function writeDocumentFiles(document: string, files: ReadonlyMap<string, Buffer>): Promise<string[]> {
  const directory = dirname(resolve(document))
  const problems: string[] = []
  const missing: [string, Buffer][] = []
  for (const [file, bytes] of files) {
    const path = resolve(directory, file)
    const found = path === resolve(document) ? 'is the document itself' : await placeFor(directory, path, bytes)
    if (found === 'free') missing.push([path, bytes])
    else if (found !== 'same') problems.push(`${file} ${found}`)
  }
  if (problems.length > 0) return problems
  for (const [path, bytes] of missing) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(path, bytes, { mode: 0o600, flag: 'wx' })
  }
  return []
}

async function placeFor(directory: string, path: string, bytes: Buffer): Promise<string> {
  const outside = 'would lie outside the directory'
  if (!isInside(directory, path)) return outside
  // a symbolic link on the way could lead anywhere
  let parent = dirname(path)
  while (!(await exists(parent))) parent = dirname(parent)
  const [top, real] = await Promise.all([realpath(directory), realpath(parent)])
  if (real !== top && !isInside(top, real)) return outside
  if (!(await exists(path))) return 'free'
  const isSame = (await lstat(path)).isFile() && (await readFile(path)).equals(bytes)
  return isSame ? 'same' : 'exists already and holds something else'
}

function isInside(directory: string, path: string): boolean {
  const way = relative(directory, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
