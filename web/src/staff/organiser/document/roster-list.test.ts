import { describe, expect, it } from 'vitest'
import { merged, readList } from './roster-list.ts'

const nobody = () => false

describe('a list of people', () => {
  it('is read from a table that was pasted, and from a file with quotes, marks and a heading', () => {
    const people = [
      { number: '11010119900101001X', name: '陈思远', post: '综合岗, 一级', personalCode: 'ABC234' },
      { number: 'A-1002', name: 'Mary "May" Lee', personalCode: 'XYZ789' },
    ]
    const pasted = '11010119900101001x\t陈思远\t综合岗, 一级\tABC234\r\nA-1002\tMary "May" Lee\t\tXYZ789\r\n\r\n'
    expect(readList(pasted.replaceAll('"', "'").replaceAll("'May'", '”May”'), nobody).ok).toBe(true)
    const file =
      '\uFEFF证件号,姓名,岗位,口令\n11010119900101001x,陈思远,"综合岗, 一级",ABC234\nA-1002,"Mary ""May"" Lee",,XYZ789\n'
    expect(readList(file, nobody)).toEqual({ ok: true, people })
  })

  it('is refused whole, every problem with its line', () => {
    const text = 'A-1001,甲,,ABC234\nB\nx,乙,,ABC234\nA-1003,,,ABC234\nA-1004,丁,,短\nA-1001,戊,,ABC234\nA-1006,己'
    const read = readList(text, nobody)
    expect(read.ok ? [] : read.problems.map(({ line, kind }) => [line, kind])).toEqual([
      [2, 'columns'],
      [3, 'number'],
      [4, 'name'],
      [5, 'code'],
      [6, 'twice'],
      [7, 'codeMissing'],
    ])
    expect(readList('A-1006,己', (number) => number === 'A-1006').ok).toBe(true)
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
