// Owns: how the download page writes an instant: day and time in the interview's zone.
import { formatDay, formatTime } from '../ui/time.ts'
import { useTexts } from './texts/index.ts'

/** @returns a function that writes an instant: `12 月 9 日 09:00` */
export function useMoment(timeZone: string): (at: number) => string {
  const { t, language } = useTexts()
  return (at) => t('moment', { day: formatDay(at, timeZone, language), time: formatTime(at, timeZone) })
}
