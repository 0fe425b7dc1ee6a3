// A question that depends on another is hidden until that one is answered so. The server blanks answers that no longer apply.
export function showWhatFollows (page) {
  for (const field of page.querySelectorAll('[data-shown-if]')) {
    const form = field.closest('form')
    if (!form) continue
    const wanted = JSON.parse(field.dataset.shownValues)
    const update = () => {
      const given = new FormData(form).getAll(field.dataset.shownIf)
      field.hidden = !given.some((value) => wanted.includes(value))
    }
    form.addEventListener('change', update)
    update()
  }
}
