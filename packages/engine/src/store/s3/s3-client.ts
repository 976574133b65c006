import type * as sdkModule from '@aws-sdk/client-s3'
import type { S3Client } from '@aws-sdk/client-s3'
import { S3ClientMissing } from './s3-client-missing.ts'

/** The package that speaks S3. */
export type Sdk = typeof sdkModule
/** Where credentials, region and endpoint are looked up first. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Limits of a single request. */
export interface RequestLimits {
  /** For a connection; default 5 s. */
  readonly connectMs?: number
  /** For an answer to begin, and between two pieces of it; default 30 s. */
  readonly answerMs?: number
  /** Tries in all, with growing waits between them; default 6. */
  readonly tries?: number
}

/**
 * Loads the package, which is an optional peer.
 *
 * @throws S3ClientMissing
 */
export async function loadSdk(store: string): Promise<Sdk> {
  try {
    return await import('@aws-sdk/client-s3')
  } catch (cause) {
    throw new S3ClientMissing({ store, cause })
  }
}

/** A client for the server that the environment names; credentials the environment lacks come from the SDK's chain. */
export function openClient(sdk: Sdk, env: Environment, limits: RequestLimits): S3Client {
  const { connectMs = 5000, answerMs = 30_000, tries = 6 } = limits
  const endpoint = env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL']
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION']
  const accessKeyId = env['AWS_ACCESS_KEY_ID']
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY']
  const sessionToken = env['AWS_SESSION_TOKEN']
  return new sdk.S3Client({
    // Servers other than Amazon's have no name per bucket, and their region is a formality.
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true, region: region ?? 'us-east-1' }),
    ...(endpoint === undefined && region !== undefined && { region }),
    ...(accessKeyId !== undefined &&
      secretAccessKey !== undefined && {
        credentials: {
          accessKeyId,
          secretAccessKey,
          ...(sessionToken !== undefined && { sessionToken }),
        },
      }),
    maxAttempts: tries,
    requestHandler: {
      connectionTimeout: connectMs,
      requestTimeout: answerMs,
      socketTimeout: answerMs,
      throwOnRequestTimeout: true,
    },
    // Uploads carry the SHA-256 they are addressed by, downloads are compared with it: CRCs besides are not needed, and
    // older servers do not understand them.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
}
