// `npm run build:web`: the pages, built where they are older than their sources.
import { buildPages } from './pages.ts'

process.exitCode = buildPages() ? 0 : 1
