// Owns: antd in the visual language: every colour comes from ui/css/tokens.css, none is written here.
// Never a size of its own but the staff sizes of the visual language: 14 px text, 32 px controls, 3 px corners.
import type { ThemeConfig } from 'antd'

/** The theme by the tokens that the page's stylesheet holds now. @throws Error when a token is missing */
export function readTheme(): ThemeConfig {
  const style = getComputedStyle(document.documentElement)
  const of = (token: string): string => {
    const value = style.getPropertyValue(token).trim()
    if (value === '') throw new Error(`the stylesheet has no token ${token}`)
    return value
  }
  return {
    token: {
      colorPrimary: of('--dai-600'),
      colorLink: of('--dai-600'),
      colorLinkHover: of('--dai-700'),
      colorInfo: of('--dai-600'),
      colorSuccess: of('--pine-600'),
      colorWarning: of('--amber-700'),
      colorError: of('--zhu-600'),
      colorTextBase: of('--ink'),
      colorText: of('--ink'),
      colorTextSecondary: of('--ink-2'),
      colorTextTertiary: of('--ink-3'),
      colorTextDescription: of('--ink-3'),
      colorTextPlaceholder: of('--ink-3'),
      colorBgLayout: of('--paper'),
      colorBgContainer: of('--surface'),
      colorBorder: of('--line-strong'),
      colorBorderSecondary: of('--line'),
      colorSplit: of('--line'),
      borderRadius: 3,
      borderRadiusSM: 3,
      borderRadiusLG: 3,
      // not what they are now: each language has its own
      fontFamily: 'var(--hei)',
      fontFamilyCode: 'var(--mono)',
      fontSize: 14,
      fontSizeSM: 13,
      controlHeight: 32,
      lineWidthFocus: 3,
      // tables and walls are looked at for hours: nothing on them moves by itself, and no icon outlives its moment
      motion: false,
    },
    components: {
      Table: {
        headerBg: of('--surface'),
        headerColor: of('--ink-3'),
        headerSplitColor: 'transparent',
        headerBorderRadius: 0,
        borderColor: of('--line'),
        rowHoverBg: of('--dai-50'),
        cellFontSizeSM: 13,
        cellPaddingBlockSM: 5,
        cellPaddingInlineSM: 10,
      },
      Segmented: {
        trackBg: of('--sunken'),
        itemColor: of('--ink-2'),
        itemHoverColor: of('--ink'),
        itemSelectedBg: of('--surface'),
        itemSelectedColor: of('--dai-700'),
      },
      Button: { primaryShadow: 'none', defaultShadow: 'none', fontWeight: 700 },
    },
  }
}
