// Owns: choosing 【摄像头】 and 【麦克风】 and 【刷新设备】; a change while recording goes on in a new part, without a gap.
import { useCallback, useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Icon } from '../../ui/icon.tsx'
import { LevelMeter } from '../../ui/level-meter.tsx'
import { Select } from '../../ui/select.tsx'
import { devicesOf, listDevices, type DeviceChoice, type DeviceList, type MediaProblem } from '../recorder/media.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { useTexts } from '../texts/index.ts'

export function DevicePicker() {
  const { t } = useTexts()
  const { recorder } = useRecorder()
  const [list, readAgain] = useDevices()
  const [problem, setProblem] = useState<MediaProblem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const now = devicesOf(recorder.cameraMedia())
  const choose = async (choice: DeviceChoice): Promise<void> => {
    setBusy(true)
    setProblem(await recorder.switchTo({ ...now, ...choice }))
    setBusy(false)
    readAgain()
  }
  return (
    <div className="flex flex-col gap-3">
      <div>
        <Select
          id="camera"
          label={t('devices.camera')}
          icon="camera"
          value={list.cameras.length > 0 ? now.cameraId : undefined}
          options={list.cameras.map((one, at) => ({
            value: one.deviceId,
            label: one.label || t('devices.unnamedCamera', { number: at + 1 }),
          }))}
          empty={t('devices.noCamera')}
          onChoose={(cameraId) => void choose({ cameraId })}
        />
        <p className="mt-1 text-15 leading-snug text-ink-2">{t('devices.cameraHint')}</p>
      </div>
      <Select
        id="microphone"
        label={t('devices.microphone')}
        icon="microphone"
        value={list.microphones.length > 0 ? now.microphoneId : undefined}
        options={list.microphones.map((one, at) => ({
          value: one.deviceId,
          label: one.label || t('devices.unnamedMicrophone', { number: at + 1 }),
        }))}
        empty={t('devices.noMicrophone')}
        onChoose={(microphoneId) => void choose({ microphoneId })}
      />
      <ReceivingBeats key={now.microphoneId} />
      {problem && (
        <Callout tone="warn" title={t('devices.notChanged', { what: t(`media.${problem}.what`) })} isCompact>
          <p>{t(`media.${problem}.todo`)}</p>
        </Callout>
      )}
      <Button icon="refresh" isBusy={isBusy} onClick={readAgain}>
        {t('devices.refresh')}
      </Button>
      <p className="text-15 leading-snug text-ink-2">{t('devices.refreshHint')}</p>
    </div>
  )
}

/** Above this the bar clearly moves: quiet speech near a laptop is about 0.01–0.05 RMS, an idle room below 0.005. */
const HEARD_FROM = 0.01

function ReceivingBeats() {
  const { t } = useTexts()
  const { recorder } = useRecorder()
  const [isHeard, setHeard] = useState(false)
  const read = useCallback(() => {
    const loudness = recorder.loudness()
    if (loudness > HEARD_FROM) setHeard(true)
    return loudness
  }, [recorder])
  return (
    <div className="rounded-2 bg-paper px-4 py-3">
      <div className="flex items-center justify-between gap-3">
        <b>{t('devices.speak')}</b>
        <output className={`tag ${isHeard ? 'tag-ok' : ''}`}>
          {isHeard && <Icon name="tick" size={16} />}
          {isHeard ? t('devices.heard') : t('devices.noSoundYet')}
        </output>
      </div>
      <LevelMeter read={read} className="mt-2 [--level-height:26px]" />
      <p className="mt-1 text-15 leading-snug text-ink-2">{t('devices.speakHint')}</p>
    </div>
  )
}

function useDevices(): [DeviceList, () => void] {
  const { state } = useRecorder()
  const [list, setList] = useState<DeviceList>({ cameras: [], microphones: [] })
  const read = useCallback(() => void listDevices().then(setList), [])
  useEffect(() => {
    read()
    navigator.mediaDevices.addEventListener('devicechange', read)
    return () => navigator.mediaDevices.removeEventListener('devicechange', read)
    // names are given once the camera is allowed, so the list is read again when recording begins
  }, [read, state.stage])
  return [list, read]
}
