// Shows the contract with Swagger UI, which the build puts before this.

if (matchMedia('(prefers-color-scheme: dark)').matches) document.documentElement.classList.add('dark-mode')

const show = async () => {
  const spec = await (await fetch('openapi.json')).json()
  // As GET, and there is one server: the one that this page comes from.
  for (const methods of Object.values(spec.paths)) delete methods.head
  delete spec.servers
  window.SwaggerUIBundle({
    spec,
    dom_id: '#docs',
    deepLinking: true,
    displayRequestDuration: true,
    // Bounds and patterns of parameters.
    showCommonExtensions: true,
    defaultModelExpandDepth: 3,
    defaultModelsExpandDepth: 0,
    // The default asks a host of its own whether the document is valid.
    validatorUrl: null,
  })
}

void show()
