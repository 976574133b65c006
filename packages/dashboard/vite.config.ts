import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

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
