package kind

// full is a document that wants at least one fact of every kind.
const full = `
version: 1
organization:
  name: acme
  home_region: eu-west-1
  root_access: central
  contacts:
    security: {name: Security, title: Team, email: security@acme.example, phone: "+44 20 7946 0000"}
master:
  id: "111111111111"
  email: aws+master@acme.example
  alias: acme
  root: {password: alice, mfa: bob, tested: 2026-10-01}
  password_policy: {min_length: 16, require: [lowercase, numbers], reuse_prevention: 5}
classifications:
  production:
    ou: Workloads/Production
    guardrails: [no-long-term-credentials, no-leaving]
  testing: {guardrails: [no-leaving, only-eu]}
accounts:
  production: {email: aws+prod@acme.example, classification: production}
  sandbox:    {email: aws+sand@acme.example, classification: testing, name: Sandbox of Acme, protect: true}
  storage:    {email: aws+storage@acme.example, classification: production, guardrails: [only-s3]}
  legacy:     {email: aws@acme.example, id: "222222222222", join: invite, classification: production}
guardrails:
  only-eu: {description: Stay in Europe, regions: [eu-west-1, eu-central-1]}
functions:
  operations:
    description: Access to production nodes
    session: 4h
    grants: [{to: "*", managed: [AdministratorAccess]}, {to: master, managed: [SecurityAudit]}]
  developers:
    grants:
      - {to: classification:testing, managed: [AdministratorAccess]}
      - to: storage
        allow: [{actions: [s3:GetObject, s3:ListBucket], resources: ["arn:aws:s3:::acme", "arn:aws:s3:::acme/*"]}]
        deny: [{actions: "s3:Delete*"}]
users:
  alice: {email: alice@acme.example, functions: [operations]}
  bob:   {email: bob@acme.example, functions: [developers], protect: true}
  sam:   {email: sam@acme.example, functions: [developers], state: suspended}
ci:
  github: {repository: acme/organization, environment: production}
`

// bare keeps the accounts of full and nothing else.
const bare = `
version: 1
organization: {name: acme, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@acme.example}
classifications:
  bare: {ou: Bare}
accounts:
  production: {email: aws+prod@acme.example, classification: bare}
  sandbox:    {email: aws+sand@acme.example, classification: bare, name: Sandbox of Acme}
  storage:    {email: aws+storage@acme.example, classification: bare}
  legacy:     {email: aws@acme.example, id: "222222222222", join: invite, classification: bare}
`
