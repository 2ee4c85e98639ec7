// Owns: choosing one of a list, by pointer and keyboard, in the look of the product.
import { Select as Radix } from 'radix-ui'
import { Icon, type IconName } from './icon.tsx'

type SelectProps = {
  id: string
  label: string
  icon: IconName
  value: string | undefined
  options: readonly { value: string; label: string }[]
  /** shown when nothing can be chosen */
  empty: string
  onChoose: (value: string) => void
}

export function Select({ id, label, icon, value, options, empty, onChoose }: SelectProps) {
  return (
    <div className="field">
      <label id={`${id}-label`} htmlFor={id}>
        {label}
      </label>
      <Radix.Root {...(value === undefined ? {} : { value })} onValueChange={onChoose} disabled={options.length === 0}>
        <Radix.Trigger id={id} className="select" aria-labelledby={`${id}-label ${id}-value`}>
          <Icon name={icon} />
          <span id={`${id}-value`}>
            <Radix.Value placeholder={empty} />
          </span>
          <Radix.Icon asChild>
            <Icon name="down" />
          </Radix.Icon>
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content className="select-list" position="popper" sideOffset={4}>
            <Radix.Viewport>
              {options.map((option) => (
                <Radix.Item key={option.value} value={option.value} className="select-item">
                  <span className="w-[22px]">
                    <Radix.ItemIndicator>
                      <Icon name="tick" size={20} />
                    </Radix.ItemIndicator>
                  </span>
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                </Radix.Item>
              ))}
            </Radix.Viewport>
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </div>
  )
}
