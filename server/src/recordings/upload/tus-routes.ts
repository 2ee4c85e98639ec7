// Owns: the tus 1.0 endpoints of parts: create, offset, append.
// Never answers 204 before the service says that the bytes are durable and committed; never holds more of a body in
// memory than its windows.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { endpoints, type Endpoint } from '@zhishi/core/contract'
import { partId, type PartId } from '@zhishi/core/ids'
import { METHOD_OVERRIDE_HEADER, parseMethodOverride, TUS_VERSION, type GrantClaims } from '@zhishi/core/recording'
import { accept, refuse, type Refusal, type Result } from '@zhishi/core/refusal'
import type { Enter } from '../../platform/http/admission.ts'
import { sendRefusal } from '../../platform/http/reply.ts'
import type { Promised } from '../losses/promises.ts'
import type { Append } from './appending.ts'
import { createCapacity, drain, openBody, type Body } from './body.ts'
import { refusalOfFault } from '../faults.ts'
import type { Part } from '../repo.ts'
import type { RecordingsService } from '../service.ts'
import * as tus from './tus-headers.ts'

/**
 * A body without checksum is made durable in steps of 4 MiB: a second of work for a slow disk
 * (docs/recording.md#figures).
 */
const WINDOW_BYTES = 4_194_304
/** The step while memory is short: still one fdatasync for about five seconds of camera. */
const SHORT_WINDOW_BYTES = 262_144
/** A body with a checksum is held whole until it is checked: 16 MiB is five minutes of camera. */
const CHECKED_BODY_MAX_BYTES = 16_777_216
/** All bodies together: a quarter of the memory of the smallest machine we name (1 GiB), when all come back at once. */
const ROOM_BYTES = 268_435_456

/** These answers have no body: what guards a page would cost each of hundreds a second, for nothing. */
const NO_PAGE = { helmet: false, config: { readsBodyItself: true, isEndpoint: true } } as const

type PatchRequest = Omit<Append, 'bytes'> & {
  id: PartId
  checksum: tus.Checksum | null
  /** null: not said (chunked transfer coding) */
  contentLength: number | null
}

export async function mountTus(
  app: FastifyInstance,
  ports: { service: RecordingsService; enter: Enter },
): Promise<void> {
  const { service, enter } = ports
  const room = createCapacity(ROOM_BYTES)
  const present = (part: Part) => ({
    ...tus.presentOffset(part, service.acknowledgementMac(part)),
    ...tus.presentPace(service.pace.uploadEveryMs(part.attemptId)),
  })

  await app.register(async (scope) => {
    // the body is read by hand: no parser may touch it, and the server's limit for JSON does not hold here
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined))
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('tus-resumable', TUS_VERSION).header('cache-control', 'no-store')
    })
    scope.setErrorHandler((error, request, reply) => {
      const refusal = refusalOfFault(error)
      if (!refusal) throw error
      return refused(request, reply, refusal)
    })

    scope.options(endpoints.tusOptions.path, { ...NO_PAGE, config: { readsBodyItself: true } }, (_request, reply) =>
      reply.code(204).headers(tus.capabilities).send(),
    )

    scope.post(endpoints.createPart.path, NO_PAGE, async (request, reply) => {
      const created = await create(request)
      if (!created.ok) return refused(request, reply, created.refusal)
      const location = `${endpoints.createPart.path}/${created.value.id}`
      return reply.code(201).header('location', location).headers(present(created.value)).send()
    })

    scope.head(endpoints.readPartOffset.path, NO_PAGE, answerOffset)
    scope.patch(endpoints.appendPart.path, NO_PAGE, answerAppend)
    scope.post(endpoints.overridePart.path, NO_PAGE, async (request, reply) => {
      const claims = await grantOf(request, endpoints.overridePart)
      if (!claims.ok) return refused(request, reply, claims.refusal)
      switch (parseMethodOverride(request.headers[METHOD_OVERRIDE_HEADER.toLowerCase()])) {
        case 'HEAD':
          drain(request.raw)
          return answerOffset(request, reply)
        case 'PATCH':
          return answerAppend(request, reply)
        case null:
          return refused(request, reply, { code: 'methodNotAllowed' })
      }
    })
  })

  async function answerOffset(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const found = await readOffset(request)
    if (!found.ok) return refused(request, reply, found.refusal)
    return reply.code(200).headers(present(found.value)).send()
  }

  async function answerAppend(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const appended = await append(request)
    if (appended === 'cut') {
      reply.hijack()
      request.raw.destroy()
      return reply
    }
    if (!appended.ok) return refused(request, reply, appended.refusal)
    return reply.code(204).headers(present(appended.value)).send()
  }

  async function grantOf(request: FastifyRequest, endpoint: Endpoint): Promise<Result<GrantClaims>> {
    const admitted = await enter(request, endpoint)
    if (!admitted.ok) return admitted
    if (admitted.value.kind !== 'grant') return refuse('grantRefused')
    return request.headers['tus-resumable'] === TUS_VERSION ? accept(admitted.value.claims) : refuse('protocolVersion')
  }

  async function create(request: FastifyRequest): Promise<Result<Part>> {
    const claims = await grantOf(request, endpoints.createPart)
    if (!claims.ok) return claims
    const said = tus.parseAnnouncement(request.headers)
    if (!said.ok) return said
    const length = tus.parseLength(request.headers, { isCreation: true })
    return length.ok ? service.createPart(claims.value, said.value, length.value) : length
  }

  type Asked = { claims: GrantClaims; id: PartId; promised: Promised | null }

  async function askedOf(request: FastifyRequest, endpoint: Endpoint): Promise<Result<Asked>> {
    const claims = await grantOf(request, endpoint)
    if (!claims.ok) return claims
    const id = partId.safeParse((request.params as { partId: string }).partId)
    if (!id.success) return refuse('notFound')
    const promised = tus.parsePromised(request.headers)
    return promised.ok ? accept({ claims: claims.value, id: id.data, promised: promised.value }) : promised
  }

  async function readOffset(request: FastifyRequest): Promise<Result<Part>> {
    const asked = await askedOf(request, endpoints.readPartOffset)
    return asked.ok ? service.readOffset(asked.value.claims, asked.value.id, asked.value.promised) : asked
  }

  async function append(request: FastifyRequest): Promise<Result<Part> | 'cut'> {
    const about = await askedOf(request, endpoints.appendPart)
    if (!about.ok) return about
    const { claims, id, promised } = about.value
    const asked = parsePatch(request, id)
    if (!asked.ok) return asked
    const bytes = { length: asked.value.contentLength ?? 0 }
    const admitted = await service.admitAppend(claims, id, promised, { ...asked.value, bytes })
    if (!admitted.ok) return admitted
    const body = openBody(request.raw, room)
    try {
      const { checksum } = asked.value
      return checksum
        ? await takeChecked(claims, asked.value, checksum, body)
        : await takeInWindows(claims, asked.value, body)
    } finally {
      body.close()
    }
  }

  /** What has come counts, also of a body that is cut off: a slow line gets on with every try. */
  async function takeInWindows(claims: GrantClaims, asked: PatchRequest, body: Body): Promise<Result<Part> | 'cut'> {
    let { offset } = asked
    for (;;) {
      const { bytes, after } = await body.next(() => (room.isShort() ? SHORT_WINDOW_BYTES : WINDOW_BYTES))
      if (after === 'cut' && bytes.length === 0) return 'cut'
      const appended = await service.append(claims, asked.id, { offset, bytes, declaredBytes: asked.declaredBytes })
      if (after === 'cut') return 'cut'
      if (!appended.ok || after === 'end') return appended
      offset += bytes.length
    }
  }

  /** All or nothing: bytes that were not checked do not count. */
  async function takeChecked(
    claims: GrantClaims,
    asked: PatchRequest,
    checksum: tus.Checksum,
    body: Body,
  ): Promise<Result<Part> | 'cut'> {
    const { bytes, after } = await body.next(() => (room.isShort() ? 0 : CHECKED_BODY_MAX_BYTES + 1))
    if (after === 'cut') return 'cut'
    if (bytes.length > CHECKED_BODY_MAX_BYTES) return refuse('tooLarge')
    if (after === 'more') return refuse('unavailable', { retryAfterS: 1 })
    if (!tus.digestOf(checksum, bytes).equals(checksum.digest)) return refuse('checksumMismatch')
    return service.append(claims, asked.id, { offset: asked.offset, bytes, declaredBytes: asked.declaredBytes })
  }
}

function parsePatch(request: FastifyRequest, id: PartId): Result<PatchRequest> {
  const [mime] = (request.headers['content-type'] ?? '').split(';')
  if (mime?.trim().toLowerCase() !== tus.TUS_MIME) return refuse('unsupportedMediaType')
  const offset = tus.parseOffset(request.headers)
  if (!offset.ok) return offset
  const length = tus.parseLength(request.headers, { isCreation: false })
  if (!length.ok) return length
  const checksum = tus.parseChecksum(request.headers)
  if (!checksum.ok) return checksum
  const said = request.headers['content-length']
  const contentLength = said === undefined ? null : Number(said)
  if (checksum.value && (contentLength ?? 0) > CHECKED_BODY_MAX_BYTES) return refuse('tooLarge')
  return accept({ id, offset: offset.value, declaredBytes: length.value, checksum: checksum.value, contentLength })
}

/** A refusal names the offset in tus' own header too; what is left of the body is read away, so that it arrives. */
function refused(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  drain(request.raw)
  if (refusal.offset !== undefined) reply.header('upload-offset', String(refusal.offset))
  if (refusal.code === 'protocolVersion') reply.header('tus-version', TUS_VERSION)
  return sendRefusal(reply, refusal)
}
