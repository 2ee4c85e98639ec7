// Owns: the HTTP endpoints of interviews as they are set up; documents and files come as bytes with limits of their own.
// Never decides what may be edited: core does, under the locks of the edit.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { endpoints } from '@zhishi/core/contract'
import { presentDocument } from '@zhishi/core/interview'
import { accept, refuse } from '@zhishi/core/refusal'
import type { AuditService } from '../audit/service.ts'
import type { Admission } from '../platform/http/admission.ts'
import { actingAs, type ActingAs } from '../platform/http/caller.ts'
import { createMount, type Mount } from '../platform/http/mount.ts'
import type { InterviewsService } from './service.ts'

/** As much as the reader of documents takes. */
const DOCUMENT_MAX_BYTES = 16 * 1024 * 1024
/** As much as an attachment may have. */
const FILE_MAX_BYTES = 20 * 1024 * 1024

export async function mountInterviews(
  app: FastifyInstance,
  mount: Mount,
  ports: {
    service: InterviewsService
    audit: AuditService
    admission: Admission
    onError: (error: unknown) => void
  },
): Promise<void> {
  const { service, audit } = ports
  const { drafts } = service

  const noteLook = ({ role, id }: ActingAs, interviewId: string): Promise<void> =>
    audit.append({ actorRole: role, actorId: id, action: 'documentLookedAt', subject: { interviewId } })

  mount(endpoints.listSittings, async ({ caller }) => accept(await service.listSittings(caller)))
  mount(endpoints.listInterviews, async ({ caller }) => accept(await service.list(caller)))

  mount(endpoints.readDocument, async ({ params, caller }) => {
    const who = actingAs(caller, 'readInterview', params)
    const found = who && (await service.exportDocument({ id: params.interviewId }))
    if (!found) return refuse('notFound')
    await noteLook(who, params.interviewId)
    return accept({ ...found, document: presentDocument(found.document) })
  })

  mount(endpoints.exportDocument, async ({ params, caller, reply }) => {
    const who = actingAs(caller, 'readInterview', params)
    const found = who && (await service.exportDocument({ id: params.interviewId }))
    if (!found) return refuse('notFound')
    await noteLook(who, params.interviewId)
    await reply
      .type('application/yaml; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('etag', `"${found.version}"`)
      .header('content-disposition', `attachment; filename="${found.document.key}.yaml"`)
      .send(service.writeFile(found.document, found.version))
    return accept(undefined)
  })

  mount(endpoints.readDraft, ({ params, caller }) => drafts.read(params.draftId, caller))
  mount(endpoints.saveDraft, ({ params, caller }) => drafts.save(params.draftId, caller))

  await withBytes(app, ports.admission, 'application/yaml', DOCUMENT_MAX_BYTES, (mountRaw) =>
    mountRaw(endpoints.draftDocument, async ({ params, caller, request, reply }) => {
      const onto = versionIn(request)
      if (onto === undefined || !Buffer.isBuffer(request.body)) {
        const message = 'needs a body, and If-Match with the version or If-None-Match: *'
        return refuse('malformed', { problems: [{ path: 'If-Match', message }] })
      }
      const made = await drafts.make(params.draftId, caller, request.body, onto, ports.onError)
      if (made.ok && made.value.state === 'hashing') {
        reply.code(202).header('location', `/api/drafts/${params.draftId}`)
      }
      return made
    }),
  )
  await withBytes(app, ports.admission, 'application/octet-stream', FILE_MAX_BYTES, (mountRaw) =>
    mountRaw(endpoints.keepDraftFile, async ({ params, caller, request }) => {
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      return drafts.keepFile(caller.staffId, params.file, bytes)
    }),
  )
}

/** A scope of the app that takes bodies of this type as bytes, up to this size, and no others. */
async function withBytes(
  app: FastifyInstance,
  admission: Admission,
  mime: string,
  bodyLimit: number,
  mountIn: (mountRaw: Mount) => void,
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(mime, { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))
    mountIn(createMount(scope, admission))
  })
}

/** The version an edit began from; null: a new interview; undefined: not said. */
function versionIn(request: FastifyRequest): string | null | undefined {
  const { 'if-match': match, 'if-none-match': noneMatch } = request.headers
  if (match !== undefined) return /^"?([^"]*)"?$/.exec(match)?.[1]
  return noneMatch === '*' ? null : undefined
}
