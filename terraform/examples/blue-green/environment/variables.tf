variable "name" {
  description = "Name of the environment: of its cluster and all that is in it."
  type        = string
}

variable "cidr_block" {
  description = "The network's /16."
  type        = string
}

variable "repository_url" {
  description = "The repository of the application's image."
  type        = string
}

variable "container_port" {
  description = "The port on which the application listens."
  type        = number
}

variable "health_check_path" {
  description = "The path that answers 200 to 299 when the application is well."
  type        = string
}

variable "database" {
  description = "The application's own database user, and PGSSLMODE of its clients."
  type        = object({ app_user = string, ssl_mode = string })
}

variable "migrate_command" {
  description = "The command that migrates, in the application's image."
  type        = list(string)
}

variable "pipeline" {
  description = "Name of the pipeline."
  type        = string
}

variable "artifact_bucket_arn" {
  description = "The pipeline's artifact bucket."
  type        = string
}

variable "archive" {
  description = "File of the archive of ecs-migrate."
  type        = string
}

variable "tools_bucket" {
  description = "The bucket that the archive is put into, for the builds."
  type        = string
}

variable "protected" {
  description = "Protect the database from deletion, keep its backups for 14 days, and run it in two zones."
  type        = bool
}

variable "preview" {
  description = "Preview the migration in an earlier stage, and run only what was approved."
  type        = bool
}

variable "failure_topic_arn" {
  description = "ARN of the topic that is told of a migration that did not succeed."
  type        = string
}

variable "test_cidr_blocks" {
  description = "Addresses from which the green side is reached before the shift."
  type        = list(string)
}
