output "urls" {
  description = "Where the application is."
  value       = { for name, environment in module.environment : name => environment.url }
}

output "run" {
  description = "How to run the migration by hand, with the image of a release: COMMIT is one that the pipeline has built. The task definition itself has no image that is there."
  value       = { for name, environment in module.environment : name => "npx ecs-migrate run --cluster ${environment.cluster} --image ${aws_ecr_repository.this.repository_url}:COMMIT" }
}

output "stages" {
  description = "The stages of the pipeline, in order."
  value       = aws_codepipeline.this.stage[*].name
}
