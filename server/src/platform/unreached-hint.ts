// Owns: what to do when another server was not reached, by what the system said of it: for the database and the S3 store alike.
// Never guesses: where the answer leaves a doubt there is no hint.

/** @param said the system's message, its code in it @returns a sentence, or nothing */
export function unreachedHint(said: string): string {
  if (/ECONNREFUSED/.test(said)) return 'Nothing listens there: start it, or mend host and port.'
  if (/ENOTFOUND|EAI_AGAIN/.test(said)) return 'The DNS does not know this host.'
  if (/EHOSTUNREACH|ENETUNREACH/.test(said)) return 'There is no way to this address from here.'
  if (/self.signed certificate|unable to (verify|get)/.test(said))
    return 'Its certificate is of an authority of yours: name that with NODE_EXTRA_CA_CERTS.'
  if (/certificate has expired/.test(said)) return 'Its certificate has expired.'
  if (/timeout|Timeout|ETIMEDOUT/.test(said)) return 'Nothing answered in time: look for a firewall between.'
  return ''
}
