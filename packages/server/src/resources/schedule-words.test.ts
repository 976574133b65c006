import { expect, test } from 'vitest'
import { scheduleWords } from './schedule-words.ts'

test.each([
  ['0 6 * * MON', 'every Monday at 06:00 Europe/Berlin'],
  ['30 7 * * 1,4', 'every Monday and Thursday at 07:30 Europe/Berlin'],
  ['0 6 * * 7', 'every Sunday at 06:00 Europe/Berlin'],
  ['0 6 * * MON-FRI', 'every weekday at 06:00 Europe/Berlin'],
  ['0 6 * * *', 'every day at 06:00 Europe/Berlin'],
  ['0 6,18 * * *', 'every day at 06:00 and 18:00 Europe/Berlin'],
  ['0 6 1 * *', 'on the 1st of every month at 06:00 Europe/Berlin'],
  ['0 6 2,23 1 *', 'on the 2nd and 23rd of January at 06:00 Europe/Berlin'],
  ['0 6 11 * *', 'on the 11th of every month at 06:00 Europe/Berlin'],
  ['*/15 * * * *', 'every 15 minutes Europe/Berlin'],
  ['5 * * * *', 'every hour at minute 5 Europe/Berlin'],
  ['0 8-18 * * MON', 'every Monday every hour from 08:00 to 18:00 Europe/Berlin'],
  ['@weekly', 'every Sunday at 00:00 Europe/Berlin'],
  ['1,31 6 * * *', 'by “1,31 6 * * *” Europe/Berlin'],
  ['0 6 1 * MON', 'by “0 6 1 * MON” Europe/Berlin'],
])('%s is %s', (cron, words) => expect(scheduleWords(cron, 'Europe/Berlin')).toBe(words))
