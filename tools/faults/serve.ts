// The server with the faults of server-side.ts, and without hot reloading: what the fault matrix starts.
// `npm run dev` serves with the same faults; `npm start` knows nothing of them.
import { serve } from '../../server/src/cli/serve.ts'
import { faultyFilesOfStdin } from './server-side.ts'

await serve(process.argv.slice(2), { files: faultyFilesOfStdin() })
