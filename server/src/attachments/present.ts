// Owns: what of an attachment leaves the server beside its bytes.
// Never the name of the organiser's file.
import type { AttachmentView } from '@zhishi/core/contract'
import type { AttachmentHead } from './repo.ts'

export function presentAttachment({ number, name, mime, bytes }: AttachmentHead): AttachmentView {
  return { number, name, mime, bytes }
}
