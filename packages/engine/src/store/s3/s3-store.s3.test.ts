import { test } from 'vitest'
import { checkContract } from '../../testing/contract-case.ts'
import { storeContract } from '../../testing/store-contract.ts'
import { newTestBucket } from '../../testing/test-bucket.ts'

test.each(storeContract.map(contract => [contract.name, contract] as const))(
  'contract: %s',
  async (_name, contract) => {
    await checkContract(contract, async () => {
      const bucket = newTestBucket()
      return { subject: await bucket.open(), dispose: () => bucket.dispose() }
    })
  },
)
