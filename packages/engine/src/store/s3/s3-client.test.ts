import { expect, test, vi } from 'vitest'
import { openS3Store } from './open-s3-store.ts'

vi.mock('@aws-sdk/client-s3', () => {
  throw new Error('Cannot find package')
})

test('without the SDK the error says what to install', async () => {
  const opening = openS3Store({ bucket: 'bucket', prefix: 'a/' }, { cache: '/nowhere', env: {} })
  await expect(opening).rejects.toMatchObject({
    code: 's3-client-missing',
    message: expect.stringContaining('npm install @aws-sdk/client-s3') as string,
  })
})
