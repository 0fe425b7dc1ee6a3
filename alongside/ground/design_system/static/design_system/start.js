// Everything scripts add to a page. Each page works without them.
import { initAll } from '../build/govuk-frontend.min.js'
import { saveAsPeopleType } from './autosave.js'
import { guardAgainstDoubleClicks } from './double-click.js'
import { showWhatFollows } from './shown-if.js'

initAll()
showWhatFollows(document)
guardAgainstDoubleClicks(document)
saveAsPeopleType(document)
