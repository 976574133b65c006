import { placed, type LayoutInput } from './layout.ts'

addEventListener('message', ({ data }: MessageEvent<LayoutInput>) => postMessage(placed(data)))
