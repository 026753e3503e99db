output "stages" {
  description = "The stages of the pipeline, in order."
  value       = aws_codepipeline.this.stage[*].name
}

output "role_arn" {
  description = "The role in the environment's account that the pipeline takes for the action."
  value       = aws_iam_role.start.arn
}
