// Owns: that the matrix waits long enough for a computer that a row slows down on purpose. Imported before anything that reads
// its limits. Never makes a row slower: limits are for what hangs.
import { FACTOR_VARIABLE } from '../../tools/machine-speed.ts'

/** An eighth of two cores does some things eight times as slow, and most of what is waited for is the server's or the network's. */
process.env[FACTOR_VARIABLE] ??= '4'
