import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// What is built is for users, whoever builds it: tests set another one.
process.env['NODE_ENV'] = 'production'

// The policy of the server is `script-src 'self'; style-src 'self'`: nothing may be inlined into the page or a style.
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    sourcemap: false,
  },
  worker: { format: 'es' },
})
