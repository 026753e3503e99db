output "urls" {
  description = "Where the application is."
  value       = { for name, environment in module.environment : name => environment.url }
}

output "run" {
  description = "How to run the migration by hand; no flag more is needed."
  value       = { for name, environment in module.environment : name => "npx ecs-migrate run --cluster ${environment.cluster}" }
}

output "stages" {
  description = "The stages of the pipeline, in order."
  value       = aws_codepipeline.this.stage[*].name
}
