// Two identity providers for the tests of signing in, in one process: OpenID Connect by oidc-provider, which is
// certified, and SAML by samlify. Whoever says a name signs in as that person; what is said of them stands in PEOPLE.
// Given by the environment: PORT, PEOPLE (JSON by name), REDIRECT_URI, SP_METADATA, KEY and CERTIFICATE (PEM).
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'
import * as samlify from 'samlify'

const { PORT, REDIRECT_URI, SP_METADATA, KEY, CERTIFICATE } = process.env
const people = JSON.parse(process.env.PEOPLE)
const nameOf = {} // by the identity they last signed in as
const here = `http://127.0.0.1:${PORT}`

const openid = new Provider(here, {
  clients: [{
    client_id: 'alongside', client_secret: 'a secret of the tests', redirect_uris: [REDIRECT_URI], grant_types: ['authorization_code'],
    response_types: ['code'], token_endpoint_auth_method: 'client_secret_post'
  }],
  claims: { openid: ['sub'], amr: null, email: ['email', 'email_verified'], profile: ['name'] },
  features: { devInteractions: { enabled: false }, claimsParameter: { enabled: true } },
  pkce: { required: () => true },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  cookies: { keys: ['only for tests'] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[nameOf[id]].claims }) }),
  async loadExistingGrant (ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId })
    grant.addOIDCScope('openid email profile')
    await grant.save()
    return grant
  }
})

async function interaction (request, response) {
  const details = await openid.interactionDetails(request, response)
  const name = new URL(request.url, here).searchParams.get('person')
  if (!name) {
    response.setHeader('content-type', 'text/html')
    return response.end(`<form><label>Who are you? <input name="person"></label><button>Sign in</button></form><p>${details.prompt.name}</p>`)
  }
  if (name === 'nobody') {
    return openid.interactionFinished(request, response, { error: 'access_denied' })
  }
  const accountId = people[name].sub ?? name
  nameOf[accountId] = name
  return openid.interactionFinished(request, response, { login: { accountId, amr: people[name].amr ?? ['pwd'] } })
}

samlify.setSchemaValidator({ validate: async () => 'the tests of signing in check what we are sent' })
const saml = samlify.IdentityProvider({
  entityID: `${here}/saml`,
  privateKey: KEY,
  signingCert: CERTIFICATE,
  nameIDFormat: ['urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'],
  requestSignatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  singleSignOnService: [{ Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', Location: `${here}/saml/sso` }],
  loginResponseTemplate: {
    context: '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{ID}" Version="2.0" IssueInstant="{IssueInstant}" Destination="{Destination}" {Answers}><saml:Issuer>{Issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion ID="{AssertionID}" Version="2.0" IssueInstant="{IssueInstant}"><saml:Issuer>{Issuer}</saml:Issuer><saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{NameID}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="{Until}" Recipient="{Destination}" {Answers}/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{From}" NotOnOrAfter="{Until}"><saml:AudienceRestriction><saml:Audience>{Audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{From}" SessionIndex="{AssertionID}"><saml:AuthnContext><saml:AuthnContextClassRef>{How}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="urn:oid:0.9.2342.19200300.100.1.3" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"><saml:AttributeValue>{Email}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>',
    attributes: []
  }
})

async function sso (request, response) {
  const address = new URL(request.url, here)
  const party = samlify.ServiceProvider({ metadata: SP_METADATA, wantAssertionsSigned: true })
  const name = address.searchParams.get('person')
  const asked = address.searchParams.has('SAMLRequest')
    ? await saml.parseLoginRequest(party, 'redirect', { query: Object.fromEntries(address.searchParams) })
    : { extract: { request: {} } }
  const now = Date.now()
  const instant = (seconds) => new Date(now + seconds * 1000).toISOString()
  const person = people[name]
  const values = {
    ID: `_${crypto.randomUUID()}`, AssertionID: `_${crypto.randomUUID()}`, IssueInstant: instant(0), From: instant(0), Until: instant(300),
    Destination: party.entityMeta.getAssertionConsumerService('post'), Audience: party.entityMeta.getEntityID(), Issuer: `${here}/saml`,
    NameID: person.sub ?? name, Email: person.claims.email ?? '', How: person.how ?? 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport'
  }
  const answers = asked.extract.request.id ? `InResponseTo="${asked.extract.request.id}"` : ''
  const fill = (template) => ({
    id: values.ID,
    context: Object.entries(values).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), template).replaceAll('{Answers}', answers)
  })
  const { context } = await saml.createLoginResponse(party, asked, 'post', {}, fill)
  response.setHeader('content-type', 'text/html')
  response.end(`<form method="post" action="${values.Destination}"><input type="hidden" name="SAMLResponse" value="${context}"><button>Carry on</button></form>`)
}

const answers = openid.callback()
createServer((request, response) => {
  const failed = (error) => { response.statusCode = 500; response.end(String(error.stack ?? error)) }
  if (request.url.startsWith('/interaction/')) return interaction(request, response).catch(failed)
  if (request.url.startsWith('/saml/sso')) return sso(request, response).catch(failed)
  return answers(request, response)
}).listen(Number(PORT), '127.0.0.1', () => console.log('ready'))
