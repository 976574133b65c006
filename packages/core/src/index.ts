export { SluiceError, canRetry, type Retry } from '@sluice/expr'
