// Owns: choosing one of a list in the look of the product. The browser's own list: every keyboard and reader knows it.
import { Icon, type IconName } from './icon.tsx'

type SelectProps = {
  id: string
  label: string
  icon: IconName
  value: string | undefined
  options: readonly { value: string; label: string }[]
  /** shown when nothing is chosen or there is nothing to choose from */
  empty: string
  onChoose: (value: string) => void
}

export function Select({ id, label, icon, value, options, empty, onChoose }: SelectProps) {
  const isKnown = options.some((option) => option.value === value)
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className="select">
        <Icon name={icon} />
        <select id={id} value={isKnown ? value : ''} onChange={(event) => onChoose(event.target.value)}>
          {!isKnown && (
            <option value="" disabled>
              {empty}
            </option>
          )}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <Icon name="down" />
      </span>
    </div>
  )
}
