// Owns: the small interview that an empty database gets, so that the first start shows all eleven steps.
// Never used where there is any other interview. Its people are invented, and so are their faces.
import { fileURLToPath } from 'node:url'
import type { InterviewDocument } from '@zhishi/core/interview'
import { interviewDocument } from '@zhishi/core/interview'
import { DAY_MS, formatInstant, MINUTE_MS, type Instant } from '@zhishi/core/time'

export const DEMO_KEY = 'demo'
/** What the demo's document names its files from: attachments in demo/, generated faces in testdata/. */
export const demoDirectory = fileURLToPath(new URL('../../..', import.meta.url))
/** The candidate whom the printed link signs in. */
export const DEMO_NUMBER = 'DEMO-0001'
/** Long enough to read the README and sign in, short enough to wait for. */
const FORMAL_STARTS_IN_MS = 10 * MINUTE_MS
const MOCK_OPEN_MS = 30 * DAY_MS

/** The demo: a formal sitting that starts soon, and a self-paced mock that can be taken at any time. */
export function demoDocument(now: Instant, codeOf: (number: string) => string): InterviewDocument {
  const startsAt = Math.ceil((now + FORMAL_STARTS_IN_MS) / MINUTE_MS) * MINUTE_MS
  const person = (number: string, name: string, post: string, face?: string) => ({
    number,
    name,
    post,
    personalCode: codeOf(number),
    ...(face === undefined ? {} : { idPhoto: `testdata/synthetic-faces/${face}_id.jpg` }),
  })
  // whoever tries the demo has no ID photo here: it is taken from the camera
  const firstCandidate = person(DEMO_NUMBER, '林知远', '综合管理岗 A0106')
  const attachments = [
    { name: { zh: '考生须知', en: 'Notes for candidates' }, file: 'demo/files/notice.pdf' },
    { name: { zh: '提纲纸使用说明', en: 'How to use the note paper' }, file: 'demo/files/outline.txt' },
  ]
  return interviewDocument.parse({
    zhishi: 1,
    key: DEMO_KEY,
    name: {
      zh: '云岭市 2026 年市属事业单位公开招聘面试（演示）',
      en: 'Yunling City 2026 public recruitment interview (demo)',
    },
    organiser: { zh: '云岭市人事考试中心', en: 'Yunling City Personnel Centre' },
    timeZone: 'Asia/Shanghai',
    supportPhone: '0471-555 0123',
    settings: {
      signIn: { opensBefore: 'PT30M', mayEnrolFromCamera: true },
      answering: { duration: 'PT5M' },
    },
    scoring: {
      rubric: [
        { key: 'analysis', name: { zh: '综合分析能力', en: 'Analysis' }, max: 25 },
        { key: 'planning', name: { zh: '计划组织协调能力', en: 'Planning and coordination' }, max: 25 },
        { key: 'response', name: { zh: '应变能力', en: 'Response to the unexpected' }, max: 20 },
        { key: 'speech', name: { zh: '言语表达能力', en: 'Expression' }, max: 20 },
        { key: 'bearing', name: { zh: '举止仪表', en: 'Bearing' }, max: 10 },
      ],
    },
    sittings: [
      {
        key: 'mock',
        name: { zh: '模拟面试', en: 'Mock interview' },
        selfPaced: { opensAt: formatInstant(now), closesAt: formatInstant(now + MOCK_OPEN_MS) },
        attachments,
        questions: [
          { text: '请用一分钟介绍一本您最近读过的书，并谈谈它对您工作的启发。请不要说出姓名等个人信息。' },
          { text: '社区里有两户邻居因为装修噪声起了争执，请您居中调解。您会怎么做？' },
        ],
        roster: [firstCandidate],
      },
      {
        key: 'formal',
        name: { zh: '第一场', en: 'First sitting' },
        startsAt: formatInstant(startsAt),
        attachments,
        questions: [
          {
            text: '近年来，不少地方推行政务服务“一网通办”，群众办事更方便了。但也有老年人反映，线上流程看不懂、线下窗口又少了。对此，请谈谈你的看法。',
          },
          {
            text: '单位要在社区广场组织一场政策宣讲活动，由你负责。当天开场前突降大雨，露天场地无法使用，已有六十多位居民到场等候。你会怎么处理？',
          },
        ],
        roster: [
          firstCandidate,
          person('DEMO-0002', '周明棠', '综合管理岗 A0106', 's02'),
          person('DEMO-0003', '许青禾', '信息技术岗 B0203', 's03'),
          person('DEMO-0004', '何向晚', '信息技术岗 B0203', 's04'),
        ],
      },
    ],
  })
}
