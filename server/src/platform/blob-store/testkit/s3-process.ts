// Owns: the process in which s3rver runs for tests: with OpenSSL's old ciphers, which its listings of several pages need.
// Tells its port and where its objects lie to whoever started it, and ends with them. Never used outside tests.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from '@20minutes/s3rver'

const [, , bucket = ''] = process.argv
const directory = mkdtempSync(join(tmpdir(), 'zhishi-s3-'))
process.on('disconnect', () => {
  rmSync(directory, { recursive: true, force: true })
  process.exit()
})
const configureBuckets = [{ name: bucket }]
const { port } = await new S3rver({ address: '127.0.0.1', port: 0, directory, silent: true, configureBuckets }).run()
process.send?.({ port, directory })
