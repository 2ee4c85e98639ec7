import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { merged, readList } from './roster-list.ts'
import { rowsOf } from './separated.ts'

const nobody = () => null
const testdata = (file: string) => readFileSync(new URL(`../../../../../testdata/inputs/${file}`, import.meta.url))
const kinds = (text: string, nameOf: (number: string) => string | null = nobody) => {
  const read = readList(text, nameOf)
  return read.ok ? [] : read.problems.map(({ line, kind }) => [line, kind])
}
const doubts = (text: string, nameOf: (number: string) => string | null = nobody) =>
  readList(text, nameOf).doubts.map(({ line, kind, given, right }) => [line, kind, given, right])
const people = (text: string, nameOf: (number: string) => string | null = nobody) => {
  const read = readList(text, nameOf)
  return read.ok ? read.people : read.problems
}

describe('a list of people', () => {
  const two = [
    { number: '110101199001010015', name: '陈思远', post: '综合岗, 一级', personalCode: 'ABC234' },
    { number: 'A-1002', name: 'Mary "May" Lee', personalCode: 'XYZ789' },
  ]

  it('is read from a table that was pasted, and from a file with quotes, marks and a heading', () => {
    const pasted =
      '110101199001010015\t陈思远\t综合岗, 一级\tABC234\r\nA-1002\t"Mary ""May"" Lee"\t\tXYZ789\r\n\r\n\u200E'
    expect(people(pasted)).toEqual(two)
    const file =
      '\uFEFF证件号,姓名,岗位,口令\n１１０１０１19900101 0015,陈思远,"综合岗, 一级",ABC234\nA-1002,"Mary ""May"" Lee",,XYZ789,,\n'
    expect(people(file)).toEqual(two)
    expect(people('A-1002，"Mary ""May"" Lee"，，XYZ789')).toEqual([two[1]])
    expect(people('A-1002;Lee, Mary;;XYZ789')).toEqual([{ ...two[1], name: 'Lee, Mary' }])
  })

  it('has one separator: a tab in one line of a file with commas is no end of a cell', () => {
    const file = 'A-1001,陈思远\t,综合岗,ABC234\nA-1002,李\t子博,综合岗,ABC234\nA-1003,徐雨俊,综合岗,ABC234'
    expect(people(file)).toEqual([
      { number: 'A-1001', name: '陈思远', post: '综合岗', personalCode: 'ABC234' },
      { number: 'A-1002', name: '李 子博', post: '综合岗', personalCode: 'ABC234' },
      { number: 'A-1003', name: '徐雨俊', post: '综合岗', personalCode: 'ABC234' },
    ])
    // a tab where a comma was meant: an error, and nobody becomes "陈思远,综合岗,"
    expect(kinds('A-1001\t陈思远,综合岗,ABC234\nA-1002,李子博,综合岗,ABC234', () => '陈思远')).toEqual([[1, 'number']])
  })

  it('takes a first line for a heading only if it names the columns, and finds them by it', () => {
    expect(people('ID-1001,陈思远,,ABC234')).toMatchObject([{ number: 'ID-1001' }])
    expect(people('number1,陈思远,,ABC234')).toMatchObject([{ number: 'NUMBER1' }])
    const other = 'Name\tPhone\tID No.\tPersonal code\n陈思远\t100\tA-1001\tABC234'
    expect(people(other)).toEqual([{ number: 'A-1001', name: '陈思远', personalCode: 'ABC234' }])
    expect(doubts(other)).toEqual([[1, 'notTaken', '', '']])
    // further down it is a line as any other
    expect(kinds('A-1001,陈思远,,ABC234\n证件号,姓名,岗位,口令')).toEqual([
      [2, 'number'],
      [2, 'code'],
    ])
  })

  it('keeps quotes as RFC 4180 has them, and says where one is broken instead of losing what follows it', () => {
    const file =
      'A-1001,"Mary" Lee,,ABC234\nA-1002,乙,"开着,ABC234\nA-1003,Joe "J" Li,,ABC234\nA-1004,"两\n行",,ABC234\nA-1005,,,A'
    expect(rowsOf(file, ',').map(({ line, isBroken }) => [line, isBroken])).toEqual([
      [1, true],
      [2, true],
      [3, false],
      [4, false],
      [6, false],
    ])
    expect(kinds(file)).toEqual([
      [1, 'quotes'],
      [2, 'quotes'],
      [6, 'name'],
      [6, 'code'],
    ])
    expect(people('A-1003,Joe "J" Li,,ABC234')).toMatchObject([{ name: 'Joe "J" Li' }])
  })

  it('in another encoding is refused by its lines, and never taken with characters that are none', () => {
    const gbk = testdata('roster-gbk.csv')
    const asFilesAreRead = new TextDecoder().decode(gbk)
    const found = kinds(asFilesAreRead)
    expect(new Set(found.map(([, kind]) => kind))).toEqual(new Set(['encoding']))
    expect(found[0]).toEqual([1, 'encoding'])
    const rows = rowsOf(new TextDecoder('gb18030').decode(gbk), ',')
    expect(found.length).toBe(rows.length)
    const unicodeText = Uint8Array.of(0xff, 0xfe, 0x41, 0, 0x2d, 0, 0x31, 0, 0x0d, 0, 0x0a, 0)
    expect(kinds(new TextDecoder().decode(unicodeText))[0]).toEqual([1, 'encoding'])
    // the same list once it can be read: everybody known, the telephone said to be left out
    const read = readList(
      new TextDecoder('gb18030').decode(gbk),
      (number) => rows.find(({ cells }) => cells[1] === number)?.cells[0] ?? null,
    )
    expect(read.ok && read.people[0]).toEqual({ number: '150202198501011000', name: '徐雨俊', post: '综合管理岗' })
    expect(read.doubts.map(({ kind, text }) => [kind, text])).toEqual([['notTaken', '手机号']])
  })

  it('is refused whole, every problem with its line', () => {
    const text = 'A-1001,甲,,ABC234\nB\nx,乙,,ABC234\nA-1003,,,ABC234\nA-1004,丁,,短\nA-1001,戊,,ABC234\nA-1006,己'
    expect(kinds(text)).toEqual([
      [2, 'columns'],
      [3, 'number'],
      [4, 'name'],
      [5, 'code'],
      [6, 'twice'],
      [7, 'codeMissing'],
    ])
    expect(kinds('A-1001,甲,岗,ABC234,多的')).toEqual([[1, 'columns']])
    expect(kinds('A-1006,己', (number) => (number === 'A-1006' ? '己' : null))).toEqual([])
    const clerk = testdata('roster-faults.csv').toString('utf8')
    expect(kinds(clerk)).toEqual([
      [3, 'twice'],
      [6, 'name'],
      [7, 'code'],
    ])
    expect(doubts(clerk)).toEqual([
      [4, 'length', '16', '18'],
      [5, 'checkDigit', '0', '9'],
    ])
  })

  it('says which numbers are doubtful and who would be called otherwise', () => {
    const known = (number: string) => (number === 'A-1001' || number === '11010119900101001X' ? '陈思远' : null)
    const text =
      'A-1001,陈思,,\nA-1002,李,,ABC234\n11010119900101001X,陈思远\n110101199001010014,张,,ABC234\n110101199001010015,王,,ABC234'
    expect(doubts(text, known)).toEqual([
      [1, 'renamed', '陈思', '陈思远'],
      [4, 'checkDigit', '4', '5'],
    ])
    expect(doubts('A-1001,\u200E陈思远\u3000', known)).toEqual([])
  })

  it('puts right who is there, keeps what it does not say, and adds the others behind', () => {
    const roster = [
      { number: 'A-1', name: '甲', post: '岗', personalCodeHash: 'hash', idPhoto: 'a.jpg' },
      { number: 'A-2', name: '乙', personalCodeHash: 'hash' },
    ]
    const given = [
      { number: 'A-3', name: '丙', personalCode: 'NEW234' },
      { number: 'A-1', name: '甲甲' },
      { number: 'A-2', name: '乙', personalCode: 'NEW567' },
    ]
    expect(merged(roster, given)).toEqual([
      { number: 'A-1', name: '甲甲', post: '岗', personalCodeHash: 'hash', idPhoto: 'a.jpg' },
      { number: 'A-2', name: '乙', personalCode: 'NEW567' },
      { number: 'A-3', name: '丙', personalCode: 'NEW234' },
    ])
  })
})
