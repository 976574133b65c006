import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { newProject, type Project } from './cli/project.ts'

let project: Project
beforeAll(async () => {
  project = await newProject()
})

test('a model that nobody trained has no report', async () => {
  const { code, err } = await project.sluice('report', 'propensity')
  expect(code).toBe(2)
  expect(err).toMatch(/no model "propensity"/)
})

test('train writes the report and says where', async () => {
  const { code, out } = await project.sluice('train')
  expect(code).toBe(0)
  const file = /Reports:\n {2}propensity\/demo v1 +(.*\.html)/.exec(out)?.[1] ?? ''
  expect(file).toMatch(/reports\/propensity\/demo\/v1\.html$/)
  expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<h1>propensity\/demo<\/h1>/)
})

test.each([
  [['propensity/demo', '--out', 'a.html'], 'a.html'],
  [['propensity', 'v1', '--out', 'b.html'], 'b.html'],
])('report %j writes %s', async (args, file) => {
  const { code, out } = await project.sluice('report', ...args, '--json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ model: 'propensity/demo', version: 1 })
  expect(existsSync(join(project.folder, file))).toBe(true)
})

test('a version that is not there is refused with those that are', async () => {
  const { code, err } = await project.sluice('report', 'propensity', '7')
  expect(code).toBe(2)
  expect(err).toMatch(/has no version 7[\s\S]*v1/)
})
