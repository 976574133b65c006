import { startFakeSegment } from '@sluice/connectors/testing'

/** A CDP that behaves as Segment documents, for trying the commands by hand after the demo. */
const cdp = await startFakeSegment({ port: 4010, seed: 1 })
process.stderr.write(`fake CDP at ${cdp.url}; Ctrl-C ends it\n`)
