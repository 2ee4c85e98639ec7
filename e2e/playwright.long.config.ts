// The stories of `npm run test:long`: what takes minutes, or needs something of the machine that not every one has.
import { defineConfig } from '@playwright/test'
import usual from './playwright.config.ts'

// one at a time: these measure clocks, and two browsers on two cores already disturb each other
export default defineConfig({ ...usual, projects: [{ name: 'long', testMatch: '**/*.long.e2e.ts' }], workers: 1 })
