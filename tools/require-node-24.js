// Loaded before every TypeScript entry point (node --import). Node below 24 cannot run the project; this says so in one
// line instead of a loader error. Plain JavaScript on purpose: old versions must be able to read it.
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `Zhishi needs Node 24 or newer; this is ${process.version}. Run "npm ci", then use the npm scripts ("npm start", ` +
      '"npm test"): npm brings Node 24 along. If it has none for this machine, install it from https://nodejs.org',
  )
  process.exit(1)
}
