// Owns: where the generator of migrations reads the tables and writes the SQL.
import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: './src/platform/database/tables.ts',
  out: './drizzle',
})
