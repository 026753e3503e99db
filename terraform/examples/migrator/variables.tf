variable "cluster" {
  description = "Name of the cluster."
  type        = string
  default     = "staging"
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "private_subnets" {
  description = "Subnets with a way to AWS's endpoints (NAT or VPC endpoints) and to the database."
  type        = list(string)
}

variable "database_security_group" {
  description = "Security group of the database; it gets a rule that lets the migration in."
  type        = string
}

variable "image" {
  description = "Image built from `examples/migrator`: migrator with its migrator.yaml."
  type        = string
}

variable "curl_image" {
  description = "Image with sh and curl; best a mirror in your own registry."
  type        = string
  default     = "docker.io/curlimages/curl:8.16.0"
}

variable "database_host" {
  description = "Host of the database: the `address` of `aws_db_instance`."
  type        = string
}

variable "database_name" {
  description = "Name of the database."
  type        = string
}

variable "database_secret_arn" {
  description = "ARN of a secret of the kind that RDS makes (`master_user_secret`): JSON with username and password."
  type        = string
}

variable "bucket_arn" {
  description = "Bucket that holds the migrations below migrations/."
  type        = string
}
