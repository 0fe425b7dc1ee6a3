// Tells the style sheet, before anything is drawn, that scripts run here.
document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '')
