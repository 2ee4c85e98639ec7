// Owns: the HTTP endpoints of stills, of the wall and of live views.
// Never lets a browser or proxy keep what was shown.
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { endpoints, LIVE_BYTES_MAX, type Endpoint } from '@zhishi/core/contract'
import { STILL_MAX_BYTES, STILL_MIME } from '@zhishi/core/recording'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import { partId, type AttemptId, type PartId, type SittingId } from '@zhishi/core/ids'
import type { Enter } from '../platform/http/admission.ts'
import type { ActingAs, StaffCaller } from '../platform/http/caller.ts'
import type { Mount } from '../platform/http/mount.ts'
import { parseRange } from '../platform/http/ranges.ts'
import { sendRefusal } from '../platform/http/reply.ts'
import type { Part } from '../recordings/service.ts'
import type { LiveService } from './service.ts'

/** What the live view asks of those who know whose an attempt or a sitting is. */
type LiveAccess = {
  actingOn(caller: StaffCaller, id: AttemptId, action: 'lookAtRecordings'): Promise<ActingAs | null>
  actingIn(caller: StaffCaller, id: SittingId, action: 'lookAtWall'): Promise<ActingAs | null>
}

export async function mountLive(
  app: FastifyInstance,
  mount: Mount,
  ports: {
    service: LiveService
    enter: Enter
    access: LiveAccess
  },
): Promise<void> {
  const { service, enter, access } = ports

  mount(endpoints.lookAtWall, async ({ params, body, caller }) => {
    const who = await access.actingIn(caller, params.sittingId, 'lookAtWall')
    if (!who) return refuse('notFound')
    return service.wall({ role: who.role, staffId: caller.staffId, viewId: body.viewId }, params.sittingId, body)
  })
  mount(endpoints.lookAtNoticeStills, async ({ params, caller }) => {
    const who = await access.actingOn(caller, params.attemptId, 'lookAtRecordings')
    if (!who) return refuse('notFound')
    return accept(await service.noticeStills({ role: who.role, staffId: caller.staffId }, params.attemptId))
  })
  mount(endpoints.lookLive, async ({ params, body, caller, reply }) => {
    const who = await access.actingOn(caller, params.attemptId, 'lookAtRecordings')
    if (!who) return refuse('notFound')
    const gone = new AbortController()
    reply.raw.on('close', () => gone.abort())
    const viewer = { role: who.role, staffId: caller.staffId, viewId: body.viewId }
    return service.look(viewer, params.attemptId, body.known, gone.signal)
  })
  mount(endpoints.findLivePosition, async ({ params, body, caller }) => {
    const part = await visible(caller, params.partId)
    return part.ok ? service.findPosition(caller.staffId, part.value, body.atMs) : part
  })

  app.route({
    method: 'GET',
    url: endpoints.readLiveBytes.path,
    exposeHeadRoute: false,
    config: { isEndpoint: true },
    handler: async (request, reply) => {
      const caller = await callerOf(request, endpoints.readLiveBytes)
      if (!caller.ok) return sendRefusal(reply, caller.refusal)
      const id = partId.safeParse((request.params as { partId: string }).partId)
      const part = id.success ? await visible(caller.value, id.data) : refuse('notFound')
      if (!part.ok) return sendRefusal(reply, part.refusal)
      const { bytes } = part.value
      const asked = parseRange(request.headers.range, bytes)
      // nobody has a use for the whole of what is not whole: without a range it begins at its first byte
      const range = asked === 'whole' ? { from: 0, to: bytes } : asked
      reply.header('accept-ranges', 'bytes').header('cache-control', 'no-store')
      // there is nothing there yet: no mistake of whoever asks for what comes next
      if (range === 'unsatisfiable') return reply.code(204).send()
      const to = Math.min(range.to, range.from + LIVE_BYTES_MAX)
      const read = await service.bytes(caller.value.staffId, part.value, { from: range.from, to })
      if (!read.ok) return sendRefusal(reply, read.refusal)
      return reply
        .code(206)
        .header('content-range', `bytes ${range.from}-${to - 1}/${bytes}`)
        .header('content-length', String(to - range.from))
        .type('application/octet-stream')
        .send(Readable.from(read.value))
    },
  })

  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(STILL_MIME, { parseAs: 'buffer', bodyLimit: STILL_MAX_BYTES }, (_request, body, done) =>
      done(null, body),
    )
    // before the body: nobody should send a picture for nothing
    scope.addHook('onRequest', async (request, reply) => {
      const admitted = await enter(request, endpoints.sendStill)
      if (!admitted.ok) return sendRefusal(reply, admitted.refusal)
      const hasRoom = service.admitStill()
      if (!hasRoom.ok) return sendRefusal(reply, hasRoom.refusal)
    })
    scope.post(endpoints.sendStill.path, { helmet: false, config: { isEndpoint: true } }, async (request, reply) => {
      const { caller } = request
      const params = endpoints.sendStill.params.safeParse(request.params)
      if (!params.success) return sendRefusal(reply, { code: 'notFound' })
      if (caller?.kind !== 'grant') return sendRefusal(reply, { code: 'grantRefused' })
      if (!Buffer.isBuffer(request.body)) return sendRefusal(reply, { code: 'unsupportedMediaType' })
      const taken = await service.takeStill(caller.claims, params.data.feed, request.body)
      return taken.ok ? reply.code(204).send() : sendRefusal(reply, taken.refusal)
    })
  })

  async function callerOf(request: FastifyRequest, endpoint: Endpoint): Promise<Result<StaffCaller>> {
    const admitted = await enter(request, endpoint)
    return admitted.ok ? accept(admitted.value as StaffCaller) : admitted
  }

  async function visible(caller: StaffCaller, id: PartId): Promise<Result<Part>> {
    const part = await service.findPart(id)
    const who = part && (await access.actingOn(caller, part.attemptId, 'lookAtRecordings'))
    return part && who ? accept(part) : refuse('notFound')
  }
}
