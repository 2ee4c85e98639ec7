// Owns: everything the audit log can say: each action with what its entry is about, and its words for people
// (docs/audit-log.md is written from here).
// Never a name, a number or a text of a person among what an entry is about: ids, counts, digests and instants.
import type { Bilingual } from '@zhishi/core/interview'

type Words = Required<Bilingual>
type ActionTag = { says: Words; about: readonly string[] }

/** In the order of an interview. An action has the same fields each time; past tense. */
export const AUDIT_ACTIONS = {
  interviewImported: {
    says: { zh: '导入了面试项目', en: 'an interview was imported' },
    about: ['interviewId', 'changes'],
  },
  interviewEdited: { says: { zh: '修改了面试项目', en: 'an interview was edited' }, about: ['interviewId', 'changes'] },
  drawCommitted: {
    says: { zh: '封定了抽签', en: 'a draw was committed, or committed anew' },
    about: ['sittingId', 'number', 'why', 'hash'],
  },
  documentLookedAt: {
    says: { zh: '查看了项目文件', en: 'the document of an interview was looked at' },
    about: ['interviewId'],
  },
  signedIn: { says: { zh: '登录', en: 'somebody signed in' }, about: ['deviceId'] },
  candidateLookedUp: {
    says: { zh: '按证件号查找了考生', en: 'a candidate was looked up by number' },
    about: ['personId'],
  },
  idPhotoEnrolled: {
    says: { zh: '用摄像头登记了证件照', en: 'an ID photo was taken with the camera' },
    about: ['attemptId'],
  },
  identityLookedAt: {
    says: { zh: '查看了人脸照片或证件照', en: 'a picture of a face was looked at' },
    about: ['attemptId', 'picture', 'takenAt'],
  },
  evidenceBound: { says: { zh: '绑定了手机', en: 'a phone was bound' }, about: ['attemptId', 'deviceId'] },
  attachmentLookedAt: {
    says: { zh: '阅读了考试附件', en: 'an attachment was read' },
    about: ['attemptId', 'sittingId', 'number'],
  },
  helpAnswered: { says: { zh: '回答了求助', en: 'a call for help was answered' }, about: ['attemptId', 'number'] },
  unlockCodeLookedAt: { says: { zh: '查看了解锁码', en: 'an unlock code was looked at' }, about: ['attemptId'] },
  uploadPaceSet: {
    says: { zh: '设置了上传间隔', en: 'the upload pace of a sitting was set' },
    about: ['sittingId', 'uploadEveryMs'],
  },
  wallLookedAt: {
    says: { zh: '打开了监督墙', en: 'the wall of a sitting was opened' },
    about: ['sittingId', 'viewId'],
  },
  liveLookedAt: { says: { zh: '打开了实时画面', en: 'a live view was opened' }, about: ['attemptId', 'viewId'] },
  noticeStillsLookedAt: {
    says: { zh: '查看了提示前后的画面快照', en: 'stills near notices were looked at' },
    about: ['attemptId'],
  },
  journalLookedAt: { says: { zh: '查看了设备日志', en: 'a journal was looked at' }, about: ['attemptId'] },
  recordingLookedAt: {
    says: { zh: '查看了录像', en: 'a recording was looked at' },
    about: ['attemptId', 'partId'],
  },
  partSealed: {
    says: { zh: '封存了片段', en: 'a part was sealed' },
    about: ['attemptId', 'partId', 'bytes', 'digest'],
  },
  digestDiffered: {
    says: { zh: '设备与服务器的摘要不一致', en: 'a device claimed another digest than the server has' },
    about: ['attemptId', 'partId', 'bytes', 'claimedDigest'],
  },
  bytesLost: {
    says: { zh: '已确认收到的字节丢失', en: 'acknowledged bytes were lost' },
    about: [
      'attemptId',
      'partId',
      'found',
      'promisedBytes',
      'keptBytes',
      'generation',
      'sealedAt',
      'digest',
      'receiptSignature',
    ],
  },
  uploadBudgetRaised: {
    says: { zh: '提高了上传限额', en: 'what an attempt may upload was raised' },
    about: ['attemptId', 'raiseId'],
  },
  promiseClaimed: {
    says: {
      zh: '设备声称已确认的字节多于服务器所有，但没有凭据，未采信',
      en: 'a device claimed to have been promised more bytes than are here, without proof; it was not believed',
    },
    about: ['attemptId', 'partId', 'claimedBytes', 'claimedGeneration', 'heldBytes', 'generation'],
  },
  bytesReturned: {
    says: { zh: '丢失的字节找回', en: 'lost bytes came back' },
    about: ['attemptId', 'partId', 'generation', 'fromBytes', 'bytes', 'digest', 'sealedAt'],
  },
  lossAccepted: {
    says: { zh: '确认了丢失', en: 'a loss was accepted at the command line' },
    about: ['parts', 'lostBytes', 'place'],
  },
  exportImported: {
    says: { zh: '导入了导出文件', en: 'an export file was imported' },
    about: ['attemptId', 'deviceId', 'parts'],
  },
  scoreSheetSubmitted: { says: { zh: '提交了评分表', en: 'a score sheet was submitted' }, about: ['attemptId'] },
  examinerRecused: { says: { zh: '考官回避', en: 'an examiner recused themselves' }, about: ['attemptId'] },
  disclosureFlagged: { says: { zh: '标记了透露个人信息', en: 'a disclosure was flagged' }, about: ['attemptId'] },
  disclosureUnflagged: {
    says: { zh: '取消了透露个人信息的标记', en: 'the flag of a disclosure was taken back' },
    about: ['attemptId'],
  },
  unnamedRemoved: {
    says: { zh: '删除了没有记录指向的字节', en: 'blobs that no row names were removed at the command line' },
    about: ['blobs', 'place'],
  },
  erasingAsked: {
    says: { zh: '要求清除数据', en: 'erasing was asked for' },
    about: ['erasureId', 'interviewId', 'attemptId', 'accepted'],
  },
  attemptErased: {
    says: { zh: '一场考生数据已清除', en: 'an attempt was erased' },
    about: ['erasureId', 'interviewId', 'attemptId'],
  },
  interviewErased: {
    says: { zh: '面试项目已清除', en: 'an interview was erased' },
    about: ['erasureId', 'interviewId'],
  },
} as const satisfies Record<string, ActionTag>

export type AuditAction = keyof typeof AUDIT_ACTIONS
type AboutOf<A extends AuditAction> = (typeof AUDIT_ACTIONS)[A]['about'][number]

/** One member for each action: the compiler refuses one that is not listed, and a field that it does not have. */
export type AuditEntry = {
  [A in AuditAction]: {
    actorRole: string
    actorId: string | null
    action: A
    subject: Record<AboutOf<A>, string | number | null>
  }
}[AuditAction]
