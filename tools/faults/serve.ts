// The server with the faults of server-side.ts, and without hot reloading: what the fault matrix starts.
// `npm run dev` serves with the same faults; `npm start` knows nothing of them.
import { serve } from '../../server/src/cli/serve.ts'
import { parseConfig } from '../../server/src/config.ts'
import { faultyFilesOfStdin } from './server-side.ts'

const parsed = parseConfig(process.argv.slice(2), process.env)
if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
await serve(parsed.config, { files: faultyFilesOfStdin() })
