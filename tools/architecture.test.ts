// Keeps the dependency sentence (architecture.ts) and the form of files. The planted samples prove that every rule can
// fail; the last tests hold the repository to them and prints which rule broke, where and why.
import { describe, expect, test } from 'vitest'
import { TAGS } from '../server/src/platform/database/data-map.ts'
import { breaches as breachesIn, layoutOf, RULES, unneededReads, type Rule } from './architecture.ts'
import { readSources, type Source } from './sources.ts'

const sources = readSources()
const layout = layoutOf(sources, Object.fromEntries(TAGS.map(({ name, owner }) => [name, owner])))
const breaches = (of: readonly Source[]) => breachesIn(of, layout)

const file = (path: string, code: string) => ({ path, text: `// Owns a sample.\n${code}\n` })

/** What the planted samples import. */
const TABLES = "import { attempts, parts } from '../platform/database/tables.ts'"

const PLANTED: [Rule, string, string][] = [
  ['corePure', 'core/src/process/gate.ts', "import { readFile } from 'node:fs'"],
  ['corePure', 'core/src/process/gate.ts', "import React from 'react'"],
  ['corePure', 'core/src/process/gate.test.ts', "import { x } from '../../../server/src/main.ts'"],
  ['frontDoor', 'server/src/attempts/service.ts', "import { gate } from '../../../core/src/process/gate.ts'"],
  ['frontDoor', 'web/src/candidate/main.tsx', "import type { Gate } from '@zhishi/core'"],
  ['nothingImportsServer', 'web/src/client/api.ts', "import type { App } from '../../../server/src/main.ts'"],
  ['nothingImportsServer', 'web/src/client/api.ts', "type App = import('@zhishi/server/app').App"],
  ['nothingImportsServer', 'e2e/thin.e2e.ts', "const m = await import('../server/src/platform/clock.ts')"],
  ['nothingImportsWeb', 'server/src/platform/http/pages.ts', "export * from '../../../../web/src/ui/index.ts'"],
  ['nothingImportsTests', 'server/src/main.ts', "import { launch } from '../../e2e/server.ts'"],
  ['nothingImportsTests', 'web/src/client/api.ts', "import { ROOT } from '../../../tools/stage.ts'"],
  ['nothingImportsTests', 'web/src/client/api.ts', "import { kB } from '../../../bench/numbers.ts'"],
  ['platformKnowsNoFeature', 'server/src/platform/http/sign-in.ts', "import { x } from '../../candidates/service.ts'"],
  ['builtFromAbove', 'server/src/attempts/service.ts', "import { app } from '../main.ts'"],
  ['builtFromAbove', 'server/src/platform/http/app.ts', "import { app } from '../../build.ts'"],
  ['builtFromAbove', 'server/src/attempts/service.ts', "import { x } from '../cli/interview.ts'"],
  ['meetThroughService', 'server/src/attempts/service.ts', "import { candidates } from '../candidates/repo.ts'"],
  ['meetThroughService', 'server/src/attempts/routes.ts', "import type { View } from '../candidates/present.ts'"],
  ['meetThroughService', 'server/src/cli/interview.ts', "import { repo } from '../interviews/repo.ts'"],
  ['routesAskService', 'server/src/attempts/routes.ts', "import { repo } from './repo.ts'"],
  [
    'routesAskService',
    'server/src/recordings/upload/tus-routes.ts',
    "import { parts } from '../../platform/database/tables.ts'",
  ],
  ['routesAskService', 'server/src/attempts/present.ts', "import { repo } from './repo.ts'"],
  ['layersPointDown', 'server/src/attempts/repo.ts', "import type { Service } from './service.ts'"],
  ['layersPointDown', 'server/src/attempts/service.ts', "import { routes } from './routes.ts'"],
  ['layersPointDown', 'server/src/attempts/present.ts', "import { service } from './service.ts'"],
  ['pagesApart', 'web/src/candidate/home.tsx', "import { Wall } from '../staff/wall.tsx'"],
  ['pagesApart', 'web/src/evidence/main.tsx', "const Home = lazy(() => import('../candidate/home.tsx'))"],
  ['rolesApart', 'web/src/staff/examiner/sheet.tsx', "import { Wall } from '../proctor/wall.tsx'"],
  ['sharedKnowsNoPage', 'web/src/common/helper.ts', "import { home } from '../candidate/home.tsx'"],
  ['captureNoUi', 'web/src/capture/recorder/recorder.ts', "import { useState } from 'react'"],
  ['captureNoUi', 'web/src/capture/recorder/recorder.ts', "import type { Tone } from '../../ui/tone.ts'"],
  ['captureNoUi', 'web/src/capture/log.ts', "import { useQuery } from '@tanstack/react-query'"],
  ['staffOnlyAntd', 'web/src/candidate/home.tsx', "import { Button } from 'antd'"],
  ['staffOnlyAntd', 'web/src/ui/icon.tsx', "import { SendOutlined } from '@ant-design/icons'"],
  ['pagesApart', 'web/src/install/main.tsx', "import { Home } from '../download/home.tsx'"],
  ['rolesApart', 'web/src/staff/support/find.tsx', "import { Wall } from '../proctor/wall.tsx'"],
  ['staffOnlyAntd', 'web/src/install/steps.tsx', "import { Button } from 'antd'"],
  ['meetThroughService', 'server/src/attempts/service.ts', "import { x } from '../interviews/import/service.ts'"],
  [
    'ownersWrite',
    'server/src/interviews/repo.ts',
    `${TABLES}\nexport const x = (db) => db.update(attempts).set({ lot: null })`,
  ],
  ['ownersWrite', 'server/src/interviews/repo.ts', `${TABLES}\nexport const x = (db) => db.insert(parts).values([])`],
  [
    'ownersWrite',
    'server/src/help/repo.ts',
    'export const x = (db, sql) => db.execute(sql`delete from attempts where id = ${1}`)',
  ],
  [
    'ownersWrite',
    'server/src/help/repo.ts',
    `${TABLES}\nexport const x = (db, sql) => db.execute(sql\`update \${parts} set bytes = 0\`)`,
  ],
  [
    'ownersWrite',
    'server/src/help/service.ts',
    "export const x = (pool) => pool.query('insert into sittings default values')",
  ],
  ['readsAreListed', 'server/src/help/repo.ts', `${TABLES}\nexport const x = (db) => db.select().from(parts)`],
  [
    'readsAreListed',
    'server/src/help/repo.ts',
    'export const x = (sql) => sql`select 1 from help_messages join parts p on true`',
  ],
  ['tablesHaveOwners', 'server/src/platform/database/tables/new.ts', "export const x = pgTable('nobodys', {})"],
  ['notTooLong', 'web/src/ui/long.ts', '\n'.repeat(800) + 'export const x = 1'],
]

const ALLOWED: [string, string][] = [
  ['core/src/process/gate.ts', "import { z } from 'zod'\nimport { at } from '../time/index.ts'"],
  ['core/src/process/gate.test.ts', "import { test } from 'vitest'\nimport fc from 'fast-check'"],
  [
    'server/src/main.ts',
    "import { repo } from './candidates/repo.ts'\nimport { routes } from './candidates/routes.ts'",
  ],
  ['server/src/cli/interview.ts', "import { x } from '../interviews/service.ts'\nimport { build } from '../build.ts'"],
  [
    'server/src/attempts/routes.ts',
    "import { x } from './service.ts'\nimport { mount } from '../platform/http/mount.ts'",
  ],
  [
    'server/src/attempts/service.ts',
    "import { candidates } from '../candidates/service.ts'\nimport { repo } from './repo.ts'",
  ],
  [
    'server/src/attempts/present.ts',
    "import type { Row } from './repo.ts'\nimport { phase } from '@zhishi/core/process'",
  ],
  ['server/src/attempts/repo.ts', "import { attempts } from '../platform/database/tables.ts'"],
  [
    'server/src/attempts/service.test.ts',
    "import { repo } from './repo.ts'\nimport { x } from '../candidates/repo.ts'",
  ],
  [
    'web/src/candidate/home.tsx',
    "import W from '../capture/log.worker.ts?worker'\nimport { Button } from '../ui/button.tsx'",
  ],
  ['web/src/staff/main.tsx', "import { Wall } from './proctor/wall.tsx'\nimport { Table } from 'antd'"],
  [
    'e2e/thin.e2e.ts',
    "import { findChromium } from '../tools/chromium.ts'\nimport { feed } from '@zhishi/core/recording'",
  ],
  [
    'bench/pages.ts',
    "import { startProduct } from '../e2e/harness/product.ts'\nimport { ROOT } from '../tools/stage.ts'",
  ],
]

/** A table that a sample defines is one of the layout. */
const breachesOf = (path: string, code: string) => {
  const sample = file(path, code)
  const { tables } = layoutOf([sample], {})
  return breachesIn([sample], { ...layout, tables: [...layout.tables, ...tables] })
}

describe('the rules', () => {
  test('each planted sample breaks exactly its rule', () => {
    const broken = PLANTED.map(([, path, code]) => [...breachesOf(path, code).map((found) => found.rule), path, code])
    expect(broken).toEqual(PLANTED)
  })

  test('what is meant to be possible breaks none', () => {
    const allowed = ALLOWED.flatMap(([path, code]) => breaches([file(path, code)]))
    expect(allowed.map((found) => found.says)).toEqual([])
  })

  test('imports in a circle are named with all that is in it: of types, of three files, of features', () => {
    const a = file('core/src/time/a.ts', "import type { B } from './b.ts'\nexport type A = B")
    const b = file('core/src/time/b.ts', "import { c } from './c.ts'\nexport type B = typeof c")
    const c = file('core/src/time/c.ts', "export const c = 1\nexport type C = import('./a.ts').A")
    const alone = file('core/src/time/d.ts', "import { c } from './c.ts'\nexport const d = c")
    expect(breaches([a, b, c, alone]).map(({ rule, says }) => [rule, says.split(':')[1]])).toEqual([
      ['noCycles', '1 is in a circle of imports (core/src/time/a.ts, core/src/time/b.ts, core/src/time/c.ts)'],
    ])
    const there = file(
      'server/src/help/routes.ts',
      "import type { Live } from '../live/service.ts'\nexport type X = Live",
    )
    const back = file(
      'server/src/live/routes.ts',
      "import type { Help } from '../help/service.ts'\nexport type Y = Help",
    )
    expect(breaches([there, back]).map(({ rule }) => rule)).toEqual(['featuresPointOneWay'])
  })

  test('a file without an opening comment is named; tests and configuration need none', () => {
    const bare = (path: string, text = 'export const x = 1\n') => breaches([{ path, text }]).map((found) => found.rule)
    expect(bare('core/src/time/index.ts')).toEqual(['opensWithComment'])
    expect(bare('web/src/vite.ts', '/// <reference types="vite/client" />\n')).toEqual(['opensWithComment'])
    expect(bare('server/src/cli/interview.ts', '#!/usr/bin/env node\n// Owns the command.\n')).toEqual([])
    expect(bare('core/src/time/index.test.ts')).toEqual([])
    expect(bare('server/drizzle.config.ts')).toEqual([])
  })

  test('a breach says where, what and why; every rule has a planted sample', () => {
    const [found] = breaches([file('web/src/client/api.ts', "import x from '../../../server/src/main.ts'")])
    expect(found?.says).toBe(
      'web/src/client/api.ts:2 imports ../../../server/src/main.ts: ' +
        'nothing imports server: its programs are started and spoken to, never linked (nothingImportsServer)',
    )
    const elsewhere = ['opensWithComment', 'noCycles', 'featuresPointOneWay']
    const planted = new Set<string>([...PLANTED.map(([rule]) => rule), ...elsewhere])
    expect(Object.keys(RULES).filter((rule) => !planted.has(rule))).toEqual([])
  })
})

describe('this repository', () => {
  test.each(['core', 'server', 'web', 'e2e', 'demo', 'bench', 'tools'])('%s has sources to judge', (workspace) => {
    expect(sources.filter((source) => source.path.startsWith(`${workspace}/`)).length).toBeGreaterThan(0)
  })

  test('keeps every rule', () => {
    const found = breaches(sources).map((one) => one.says)
    expect(found.join('\n')).toBe('')
  })

  test('needs every foreign read that is listed, and each owner of a table is a folder', () => {
    expect(unneededReads(sources, layout)).toEqual([])
    const folders = new Set(sources.flatMap(({ path }) => /^server\/src\/([^/]+)\//.exec(path)?.[1] ?? []))
    expect(Object.entries(layout.owners).filter(([, owner]) => !folders.has(owner))).toEqual([])
    expect(layout.pages.toSorted()).toEqual(['candidate', 'download', 'evidence', 'install', 'staff'])
    expect(layout.staffRoles.length).toBeGreaterThan(3)
  })
})
