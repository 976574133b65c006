import { expect, test } from 'vitest'
import { s3Location } from './s3-location.ts'

test.each([
  ['s3://bucket', { bucket: 'bucket', prefix: '' }],
  ['s3://bucket/', { bucket: 'bucket', prefix: '' }],
  ['s3://my.bucket-1/a/b', { bucket: 'my.bucket-1', prefix: 'a/b/' }],
  ['S3://bucket//a/', { bucket: 'bucket', prefix: 'a/' }],
  ['./folder', undefined],
  ['/absolute/folder', undefined],
  ['C:\\folder', undefined],
])('%s', (store, location) => {
  expect(s3Location(store)).toEqual(location)
})

test.each([
  ['gs://bucket/prefix', 'scheme'],
  ['s3:///prefix', 'bucket'],
  ['s3://Bucket', 'bucket'],
  ['s3://bucket/../other', 'prefix'],
  ['s3://key:verysecret@bucket/a', 'credentials'],
])('%s is refused', (store, reason) => {
  expect(() => s3Location(store)).toThrow(expect.objectContaining({ code: 'store-invalid' }) as Error)
  expect(() => s3Location(store)).toThrow(reason)
  expect(() => s3Location(store)).not.toThrow('verysecret')
})
