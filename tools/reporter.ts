// Vitest reporter: tells `npm test` how many tests passed, failed and were not run. A run that ended badly without a
// failed test (a global setup died, an error outside a test) counts as failed, never as passed.
import type { Reporter, TestModule, TestRunEndReason, Vitest } from 'vitest/node'
import { writeCounts } from './counts.ts'

export default class CountsReporter implements Reporter {
  private projects: string[] = []

  onInit(vitest: Vitest): void {
    this.projects = vitest.projects.map((project) => project.name)
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: TestRunEndReason): void {
    let passed = 0
    let failed = errors.length
    const notRun: string[] = []
    const heardOf = new Set<string>()
    for (const module of modules) {
      failed += module.errors().length
      for (const test of module.children.allTests()) {
        heardOf.add(module.project.name)
        const { state } = test.result()
        if (state === 'passed') passed += 1
        else if (state === 'failed') failed += 1
        else notRun.push(`${module.relativeModuleId} > ${test.fullName}`)
      }
    }
    if (reason !== 'passed' && failed === 0) failed = 1
    writeCounts('vitest', { passed, failed, notRun, silent: this.projects.filter((name) => !heardOf.has(name)) })
  }
}
