// Owns: giving the focus to what a page is for, when it appears.
// Never takes the focus again: what is drawn anew keeps where the reader is.

/** A ref: whatever it is given to has the focus once it is there. One function, so that no redraw calls it again. */
export function focusOnce(it: { focus(options?: FocusOptions): void } | null): void {
  it?.focus({ preventScroll: true })
}
