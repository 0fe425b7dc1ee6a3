// Builds what the pages need into static/build: one style sheet, and GOV.UK Frontend's script. Run with `npm run build`.
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const root = resolve(here, '../../../..')
const modules = join(root, 'node_modules')
const build = resolve(here, '../static/build')

mkdirSync(build, { recursive: true })
const sheet = compile(join(here, 'styles/alongside.scss'), { loadPaths: [modules], style: 'compressed', quietDeps: true })
writeFileSync(join(build, 'alongside.css'), sheet.css)
copyFileSync(join(modules, 'govuk-frontend/dist/govuk/govuk-frontend.min.js'), join(build, 'govuk-frontend.min.js'))
const axe = join(modules, 'axe-core/axe.min.js')
if (existsSync(axe)) console.log('axe-core is installed: accessibility tests can run')
console.log(`Built ${Math.round(sheet.css.length / 1024)} kB of styles`)
