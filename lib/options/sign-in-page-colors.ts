import type { SignInPageColors, SignInPageOptions } from './sign-in-page-options.js'
import { optionError } from './option-error.js'

/** The colors of one mode. */
export type Colors = Readonly<Required<SignInPageColors>>

/** The default colors, in light and in dark mode. */
export const DEFAULT_COLORS: Readonly<Record<'light' | 'dark', Colors>> = {
  light: {
    background: '#f3f4f7',
    surface: '#ffffff',
    text: '#17202e',
    secondaryText: '#596375',
    border: '#7d8798',
    accent: '#2454d6',
    onAccent: '#ffffff',
    error: '#b3120a'
  },
  dark: {
    background: '#0e131d',
    surface: '#171e2c',
    text: '#eef1f7',
    secondaryText: '#a7b1c4',
    border: '#6d7991',
    accent: '#92b3ff',
    onAccent: '#0b1633',
    error: '#ff9d96'
  }
}

/**
 * The pairs of colors that are shown on each other, and the contrast that WCAG 2.2 AA requires: 4.5 for text
 * (1.4.3), 3 for the borders of fields (1.4.11). There is no text on `background`.
 */
const PAIRS: readonly (readonly [color: keyof Colors, on: keyof Colors, contrast: number])[] = [
  ['text', 'surface', 4.5],
  ['secondaryText', 'surface', 4.5],
  ['accent', 'surface', 4.5],
  ['onAccent', 'accent', 4.5],
  ['error', 'surface', 4.5],
  ['border', 'surface', 3]
]

/** Returns the colors of a mode with all defaults. */
export function colorsWithDefaults (mode: keyof typeof DEFAULT_COLORS, custom: SignInPageColors): Colors {
  const set = Object.entries(custom).filter(([, color]) => color !== undefined)
  return { ...DEFAULT_COLORS[mode], ...(Object.fromEntries(set) as SignInPageColors) }
}

/** Returns the errors of colors that are hard to read, also together with a default color. */
export function colorErrors ({ dark = {}, ...light }: SignInPageOptions['colors'] = {}): readonly string[] {
  return [...contrastErrors('light', light), ...contrastErrors('dark', dark)]
}

function contrastErrors (mode: keyof typeof DEFAULT_COLORS, custom: SignInPageColors): readonly string[] {
  const path = mode === 'light' ? 'signInPage.colors' : 'signInPage.colors.dark'
  const colors = colorsWithDefaults(mode, custom)
  const described = (name: keyof Colors): string =>
    `${colors[name]}${custom[name] === undefined ? ' (the default)' : ''}`
  return PAIRS.flatMap(([name, on, required]) => {
    const contrast = contrastOf(colors[name], colors[on])
    if (contrast >= required) return []
    const remedy = luminanceOf(colors[on]) < MIDDLE_LUMINANCE ? 'lighter' : 'darker'
    return [
      optionError(
        `${path}.${name}`,
        `must have a contrast of at least ${required} to 1 on ${on} (WCAG 2.2 AA); got ` +
          `${rounded(contrast)} to 1, ${described(name)} on ${described(on)}; set a ${remedy} ${name}`
      )
    ]
  })
}

/** Rounds down: a contrast of 4.499 is not 4.5. */
const rounded = (contrast: number): string => (Math.floor(contrast * 100) / 100).toFixed(2)

/** The luminance whose contrast with black and with white is the same. */
const MIDDLE_LUMINANCE = Math.sqrt(1.05 * 0.05) - 0.05

/**
 * Returns the contrast ratio of two colors, from 1 to 21.
 *
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
function contrastOf (one: string, other: string): number {
  const luminances = [luminanceOf(one), luminanceOf(other)]
  return (Math.max(...luminances) + 0.05) / (Math.min(...luminances) + 0.05)
}

/** Returns the relative luminance of a color: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminanceOf (color: string): number {
  const digits = color.slice(1)
  const size = digits.length / 3
  const linear = (index: number): number => {
    const channel = digits.slice(index * size, (index + 1) * size)
    const value = parseInt(size === 1 ? channel + channel : channel, 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(0) + 0.7152 * linear(1) + 0.0722 * linear(2)
}
