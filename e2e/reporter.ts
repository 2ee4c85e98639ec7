// Playwright reporter: tells `npm test` how many stories passed, failed and were not run. A run that ended badly without
// a failed story (a broken file, the time limit of the whole run) counts as failed, never as passed.
import type { FullResult, Reporter, Suite, TestCase } from '@playwright/test/reporter'
import { writeCounts } from '../tools/counts.ts'

export default class CountsReporter implements Reporter {
  private stories: TestCase[] = []
  private errors = 0

  onBegin(_config: unknown, suite: Suite): void {
    this.stories = suite.allTests()
  }

  onError(): void {
    this.errors += 1
  }

  onEnd(result: FullResult): void {
    let passed = 0
    let failed = this.errors
    const notRun: string[] = []
    for (const story of this.stories) {
      const outcome = story.outcome()
      const name = story.titlePath().filter(Boolean).join(' > ')
      if (outcome === 'skipped') notRun.push(name)
      // what passes only at a second try is a defect too, whoever asked for that try
      else if (outcome !== 'expected') failed += 1
      else passed += 1
    }
    if (result.status !== 'passed' && failed === 0) failed = 1
    writeCounts('e2e', { passed, failed, notRun, silent: [] })
  }

  printsToStdio(): boolean {
    return false
  }
}
